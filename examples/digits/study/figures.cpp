#include "digits/study/figures.hpp"

#include "digits/engine/engine.hpp"
#include "digits/fusion_rule.hpp"
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

/// What the other speakers' folds answered in one way. (The last fold leaves recordings out: its speakers are all known.)
struct Others {
    std::vector<float> logits;
    std::vector<int> labels;

    [[nodiscard]] double scale() const { return logits.empty() ? none : duet::analysis::calibrating_scale(logits, class_count, labels); }
};

template <class F>
Others of_others(const std::vector<Answers>& answers, std::size_t held_out, const F& part) {
    Others others;
    for (std::size_t f = 0; f + 1 < answers.size(); ++f) {
        if (f == held_out) continue;
        const auto& values = part(answers[f]);
        if (values.empty()) return {};
        others.logits.insert(others.logits.end(), values.begin(), values.end());
        others.labels.insert(others.labels.end(), answers[f].labels.begin(), answers[f].labels.end());
    }
    return others;
}

double calibration_error(const std::vector<float>& logits, const std::vector<int>& labels, double scale) {
    return logits.empty() ? none : duet::analysis::expected_calibration_error(logits, class_count, labels, scale);
}

} // namespace

std::vector<FoldFigures> figures_of(const std::vector<Fold>& folds, const std::vector<Answers>& answers) {
    std::vector<FoldFigures> all;
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const Answers& a = answers[f];
        const double image_scale = of_others(answers, f, [](const Answers& x) -> const auto& { return x.image; }).scale();
        const double audio_scale = of_others(answers, f, [](const Answers& x) -> const auto& { return x.audio[clean]; }).scale();
        const auto sum = [&](const Answers& x, std::size_t c) {
            const bool has_both = !x.image.empty() && !x.audio[c].empty();
            return has_both ? calibrated_sum(x.image, image_scale, x.audio[c], audio_scale) : std::vector<float>{};
        };
        const Others learned = of_others(answers, f, [](const Answers& x) -> const auto& { return x.both[clean]; });
        const Others summed = of_others(answers, f, [&](const Answers& x) { return sum(x, clean); });
        FoldFigures figures;
        figures.name = folds[f].name;
        figures.sums = !summed.logits.empty() && !clearly_better({learned.logits, learned.scale()}, {summed.logits, summed.scale()}, learned.labels);
        const double scale = figures.sums ? summed.scale() : learned.scale();
        const auto both = [&](std::size_t c) { return figures.sums ? sum(a, c) : a.both[c]; };
        figures.image = accuracy(a.image, a.labels);
        for (std::size_t c = 0; c < conditions.size(); ++c) {
            figures.audio[c] = accuracy(a.audio[c], a.labels);
            figures.learned[c] = accuracy(a.both[c], a.labels);
            figures.sum[c] = accuracy(sum(a, c), a.labels);
            figures.both[c] = accuracy(both(c), a.labels);
        }
        figures.image_error = calibration_error(a.image, a.labels, image_scale);
        figures.audio_error = calibration_error(a.audio[clean], a.labels, audio_scale);
        figures.both_error = calibration_error(both(clean), a.labels, scale);
        figures.sure = mean_confidence(both(clean), scale);
        figures.sure_in_conflict = mean_confidence(both(conflict), scale);
        figures.image_wins = figures.both[conflict];
        figures.image_scores = a.image_scores;
        figures.audio_scores = a.audio_scores;
        figures.seconds = a.seconds;
        all.push_back(figures);
    }
    return all;
}

} // namespace digits
