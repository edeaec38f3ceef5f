#include "digits/fusion_rule.hpp"

#include "digits/engine/engine.hpp"

#include "duet/analysis/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace digits {

std::vector<float> calibrated_sum(std::span<const float> image, double image_scale, std::span<const float> audio, double audio_scale) {
    std::vector<float> sum(image.size());
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] = static_cast<float>(image_scale * static_cast<double>(image[i]) + audio_scale * static_cast<double>(audio[i]));
    }
    return sum;
}

bool clearly_better(const Rule& one, const Rule& other, std::span<const int> labels) {
    const auto loss = [&](const Rule& rule, std::size_t row) {
        return duet::analysis::negative_log_likelihood(rule.logits.subspan(row * class_count, class_count), class_count, labels.subspan(row, 1),
                                                       rule.scale);
    };
    const auto rows = static_cast<double>(labels.size());
    double sum = 0;
    double squares = 0;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const double gain = loss(other, row) - loss(one, row);
        sum += gain;
        squares += gain * gain;
    }
    const double mean = sum / rows;
    const double variance = squares / rows - mean * mean;
    return mean > std::sqrt(std::max(variance, 0.0) / rows);
}

} // namespace digits
