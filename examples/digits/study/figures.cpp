#include "digits/study/figures.hpp"

#include "digits/inference.hpp"

#include "duet/analysis/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace digits {

namespace {

double accuracy(const std::vector<float>& logits, const std::vector<int>& labels) {
    const std::vector<int> classes = classes_of(logits);
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) right += classes[i] == labels[i] ? 1 : 0;
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

double mean_confidence(const std::vector<float>& logits, double scale) {
    double total = 0;
    for (std::size_t i = 0; i < logits.size(); i += class_count) {
        const float* const row = logits.data() + i;
        const float largest = *std::max_element(row, row + class_count);
        double sum = 0;
        for (std::size_t c = 0; c < class_count; ++c) sum += std::exp(scale * static_cast<double>(row[c] - largest));
        total += 1 / sum;
    }
    return total / static_cast<double>(logits.size() / class_count);
}

/// log softmax(scale * a) + log softmax(scale * b), up to what is the same for all classes.
std::vector<float> calibrated_sum(const std::vector<float>& a, double a_scale, const std::vector<float>& b, double b_scale) {
    std::vector<float> sum(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum[i] = static_cast<float>(a_scale * static_cast<double>(a[i]) + b_scale * static_cast<double>(b[i]));
    }
    return sum;
}

/// The scale for fold `held_out`, from the other speakers' folds. (The last fold is that of recordings: no other speaker is in it.)
template <class F>
double cross_fitted_scale(const std::vector<FoldLogits>& logits, std::size_t held_out, const F& part) {
    std::vector<float> pooled;
    std::vector<int> labels;
    for (std::size_t f = 0; f + 1 < logits.size(); ++f) {
        if (f == held_out) continue;
        const std::vector<float>& values = part(logits[f]);
        pooled.insert(pooled.end(), values.begin(), values.end());
        labels.insert(labels.end(), logits[f].labels.begin(), logits[f].labels.end());
    }
    return duet::analysis::calibrating_scale(pooled, class_count, labels);
}

} // namespace

std::vector<FoldFigures> figures_of(const std::vector<Fold>& folds, const std::vector<FoldLogits>& logits) {
    std::vector<FoldFigures> all;
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const FoldLogits& l = logits[f];
        FoldFigures figures;
        figures.name = folds[f].name;
        const double both_scale = cross_fitted_scale(logits, f, [](const FoldLogits& x) -> const auto& { return x.both[clean]; });
        figures.both_error = duet::analysis::expected_calibration_error(l.both[clean], class_count, l.labels, both_scale);
        figures.sure = mean_confidence(l.both[clean], both_scale);
        figures.sure_in_conflict = mean_confidence(l.both[conflict], both_scale);
        figures.image_wins = accuracy(l.both[conflict], l.labels);
        figures.audio.fill(-1);
        figures.sum.fill(-1);
        double image_scale = 1;
        double audio_scale = 1;
        if (!l.image.empty()) {
            image_scale = cross_fitted_scale(logits, f, [](const FoldLogits& x) -> const auto& { return x.image; });
            audio_scale = cross_fitted_scale(logits, f, [](const FoldLogits& x) -> const auto& { return x.audio[clean]; });
            figures.image = accuracy(l.image, l.labels);
            figures.image_error = duet::analysis::expected_calibration_error(l.image, class_count, l.labels, image_scale);
            figures.audio_error = duet::analysis::expected_calibration_error(l.audio[clean], class_count, l.labels, audio_scale);
        }
        for (std::size_t c = 0; c < conditions.size(); ++c) {
            figures.both[c] = accuracy(l.both[c], l.labels);
            if (l.image.empty()) continue;
            figures.audio[c] = accuracy(l.audio[c], l.labels);
            figures.sum[c] = accuracy(calibrated_sum(l.image, image_scale, l.audio[c], audio_scale), l.labels);
        }
        all.push_back(figures);
    }
    return all;
}

} // namespace digits
