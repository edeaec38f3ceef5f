#include "digits/study/figures.hpp"

#include "digits/engine/engine.hpp"
#include "digits/inference.hpp"

#include "duet/analysis/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace digits {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double accuracy(const std::vector<float>& logits, const std::vector<int>& labels) {
    if (logits.empty()) return none;
    const std::vector<int> classes = classes_of(logits);
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) right += classes[i] == labels[i] ? 1 : 0;
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

double mean_confidence(const std::vector<float>& logits, double scale) {
    const std::size_t rows = logits.size() / class_count;
    double total = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const auto row = std::span(logits).subspan(i * class_count, class_count);
        const float largest = *std::ranges::max_element(row);
        double sum = 0;
        for (const float v : row) sum += std::exp(scale * static_cast<double>(v - largest));
        total += 1 / sum;
    }
    return total / static_cast<double>(rows);
}

/// log softmax(a_scale * a) + log softmax(b_scale * b), up to what is the same for all classes.
std::vector<float> calibrated_sum(const std::vector<float>& a, double a_scale, const std::vector<float>& b, double b_scale) {
    std::vector<float> sum(std::min(a.size(), b.size()));
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] = static_cast<float>(a_scale * static_cast<double>(a[i]) + b_scale * static_cast<double>(b[i]));
    }
    return sum;
}

/// The scale for fold `held_out`, from the other speakers' folds. (The last fold leaves recordings out: its speakers are all known.)
template <class F>
double cross_fitted_scale(const std::vector<Answers>& answers, std::size_t held_out, const F& part) {
    std::vector<float> pooled;
    std::vector<int> labels;
    for (std::size_t f = 0; f + 1 < answers.size(); ++f) {
        if (f == held_out) continue;
        const std::vector<float>& values = part(answers[f]);
        if (values.empty()) return none;
        pooled.insert(pooled.end(), values.begin(), values.end());
        labels.insert(labels.end(), answers[f].labels.begin(), answers[f].labels.end());
    }
    return duet::analysis::calibrating_scale(pooled, class_count, labels);
}

double calibration_error(const std::vector<float>& logits, const std::vector<int>& labels, double scale) {
    return logits.empty() ? none : duet::analysis::expected_calibration_error(logits, class_count, labels, scale);
}

} // namespace

std::vector<FoldFigures> figures_of(const std::vector<Fold>& folds, const std::vector<Answers>& answers) {
    std::vector<FoldFigures> all;
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const Answers& a = answers[f];
        const double image_scale = cross_fitted_scale(answers, f, [](const Answers& x) -> const auto& { return x.image; });
        const double audio_scale = cross_fitted_scale(answers, f, [](const Answers& x) -> const auto& { return x.audio[clean]; });
        const double both_scale = cross_fitted_scale(answers, f, [](const Answers& x) -> const auto& { return x.both[clean]; });
        FoldFigures figures;
        figures.name = folds[f].name;
        figures.image = accuracy(a.image, a.labels);
        for (std::size_t c = 0; c < conditions.size(); ++c) {
            figures.audio[c] = accuracy(a.audio[c], a.labels);
            figures.both[c] = accuracy(a.both[c], a.labels);
            figures.sum[c] = accuracy(calibrated_sum(a.image, image_scale, a.audio[c], audio_scale), a.labels);
        }
        figures.image_error = calibration_error(a.image, a.labels, image_scale);
        figures.audio_error = calibration_error(a.audio[clean], a.labels, audio_scale);
        figures.both_error = calibration_error(a.both[clean], a.labels, both_scale);
        figures.sure = mean_confidence(a.both[clean], both_scale);
        figures.sure_in_conflict = mean_confidence(a.both[conflict], both_scale);
        figures.image_wins = figures.both[conflict];
        figures.image_scores = a.image_scores;
        figures.audio_scores = a.audio_scores;
        figures.seconds = a.seconds;
        all.push_back(figures);
    }
    return all;
}

} // namespace digits
