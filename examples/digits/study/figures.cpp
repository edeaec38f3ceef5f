#include "digits/study/figures.hpp"

#include "digits/engine/engine.hpp"
#include "digits/fusion_rule.hpp"
#include "digits/inference.hpp"

#include "duet/analysis/calibration.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
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

/// What several folds answered in one way.
struct Together {
    std::vector<float> logits;
    std::vector<int> labels;

    void add(const std::vector<float>& of_rows, const std::vector<int>& labels_of_rows) {
        logits.insert(logits.end(), of_rows.begin(), of_rows.end());
        labels.insert(labels.end(), labels_of_rows.begin(), labels_of_rows.end());
    }
    [[nodiscard]] double scale() const { return logits.empty() ? none : duet::analysis::calibrating_scale(logits, class_count, labels); }
};

/// Of the other speakers' folds. (The last fold leaves recordings out: its speakers are all known.)
template <class F>
Together of_others(const std::vector<Answers>& answers, std::size_t held_out, const F& part) {
    Together others;
    for (std::size_t f = 0; f + 1 < answers.size(); ++f) {
        if (f == held_out) continue;
        const auto& values = part(answers[f]);
        if (values.empty()) return {};
        others.add(values, answers[f].labels);
    }
    return others;
}

/// Logits under their scale.
std::vector<float> scaled(std::vector<float> logits, double scale) {
    for (float& v : logits) v = static_cast<float>(scale * static_cast<double>(v));
    return logits;
}

/// The mean calibration error of labels that are drawn as the logits say, a recording's rows (those of the same logits) alike.
double error_by_chance(const std::vector<float>& logits) {
    constexpr int draws = 50;
    std::map<std::vector<float>, std::vector<std::size_t>> rows_of;
    for (std::size_t row = 0; row < logits.size() / class_count; ++row) {
        const auto begin = logits.begin() + static_cast<std::ptrdiff_t>(row * class_count);
        rows_of[std::vector<float>(begin, begin + class_count)].push_back(row);
    }
    duet::Random random(1);
    std::vector<int> labels(logits.size() / class_count);
    double total = 0;
    for (int draw = 0; draw < draws; ++draw) {
        for (const auto& [of_row, rows] : rows_of) {
            std::vector<double> share(class_count);
            const float largest = *std::ranges::max_element(of_row);
            std::ranges::transform(of_row, share.begin(), [&](float v) { return std::exp(static_cast<double>(v - largest)); });
            double left = random.uniform() * std::accumulate(share.begin(), share.end(), 0.0);
            std::size_t label = 0;
            while (label + 1 < class_count && left >= share[label]) left -= share[label++];
            for (const std::size_t row : rows) labels[row] = static_cast<int>(label);
        }
        total += duet::analysis::expected_calibration_error(logits, class_count, labels) / draws;
    }
    return logits.empty() ? none : total;
}

double calibration_error(const std::vector<float>& logits, const std::vector<int>& labels, double scale) {
    return logits.empty() ? none : duet::analysis::expected_calibration_error(logits, class_count, labels, scale);
}

} // namespace

std::vector<FoldFigures> figures_of(const std::vector<Fold>& folds, const std::vector<Answers>& answers) {
    std::vector<FoldFigures> all;
    Together speakers; // what each speaker's fold said of his voice, calibrated
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const Answers& a = answers[f];
        const double image_scale = of_others(answers, f, [](const Answers& x) -> const auto& { return x.image; }).scale();
        const double audio_scale = of_others(answers, f, [](const Answers& x) -> const auto& { return x.audio[clean]; }).scale();
        const auto sum = [&](const Answers& x, std::size_t c) {
            const bool has_both = !x.image.empty() && !x.audio[c].empty();
            return has_both ? calibrated_sum(x.image, image_scale, x.audio[c], audio_scale) : std::vector<float>{};
        };
        const Together learned = of_others(answers, f, [](const Answers& x) -> const auto& { return x.both[clean]; });
        const Together summed = of_others(answers, f, [&](const Answers& x) { return sum(x, clean); });
        FoldFigures figures;
        figures.name = folds[f].name;
        figures.sums = !summed.logits.empty() && clearly_better({summed.logits, summed.scale()}, {learned.logits, learned.scale()}, learned.labels);
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
        const std::vector<float> audio = scaled(a.audio[clean], audio_scale);
        figures.audio_error_by_chance = error_by_chance(audio);
        if (f + 1 < folds.size()) speakers.add(audio, a.labels);
        figures.both_error = calibration_error(both(clean), a.labels, scale);
        figures.sure = mean_confidence(both(clean), scale);
        figures.sure_in_conflict = mean_confidence(both(conflict), scale);
        figures.image_wins = figures.both[conflict];
        figures.image_scores = a.image_scores;
        figures.audio_scores = a.audio_scores;
        figures.seconds = a.seconds;
        all.push_back(figures);
    }
    for (FoldFigures& figures : all) figures.audio_error_together = calibration_error(speakers.logits, speakers.labels, 1);
    return all;
}

} // namespace digits
