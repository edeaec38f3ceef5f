// Whether a classifier's confidence means something, and how to make it so.
#pragma once

#include "duet/core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>

namespace duet::analysis {

namespace detail {

inline void require_rows(std::span<const float> logits, std::size_t classes, std::span<const int> labels) {
    if (classes < 2 || labels.empty() || logits.size() != labels.size() * classes) {
        throw Error("calibration of " + std::to_string(logits.size()) + " logits of " + std::to_string(classes) + " classes and " +
                    std::to_string(labels.size()) + " labels; expected a row of at least 2 logits for each label");
    }
    for (const int label : labels) {
        if (label < 0 || static_cast<std::size_t>(label) >= classes) {
            throw Error("label " + std::to_string(label) + " is outside 0 .. " + std::to_string(classes - 1));
        }
    }
}

} // namespace detail

/// Mean negative log-likelihood of `labels` under softmax(scale * logits); logits (rows, classes).
inline double negative_log_likelihood(std::span<const float> logits, std::size_t classes, std::span<const int> labels, double scale) {
    double total = 0;
    for (std::size_t r = 0; r < labels.size(); ++r) {
        const std::span<const float> row = logits.subspan(r * classes, classes);
        const double largest = *std::ranges::max_element(row);
        double sum = 0; // at least 1, so that nothing below is negative
        for (const float v : row) sum += std::exp(scale * (static_cast<double>(v) - largest));
        total += std::log(sum) + scale * (largest - static_cast<double>(row[static_cast<std::size_t>(labels[r])]));
    }
    return total / static_cast<double>(labels.size());
}

/// The scale (one over the temperature) of the logits under which `labels` are likeliest, from 0.01 to 100: golden sections of its logarithm, in
/// which the likelihood has one top. A label counts for all but 1 / (rows + 2), which the other classes share: rows that are all answered rightly do
/// not make every answer certain. Throws duet::Error unless there is a row of logits for each label.
/// Sources: Guo et al., "On calibration of modern neural networks", ICML 2017; Platt, "Probabilistic outputs for support vector machines", 1999, for the
/// labels.
inline double calibrating_scale(std::span<const float> logits, std::size_t classes, std::span<const int> labels) {
    detail::require_rows(logits, classes, labels);
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double low = std::log(0.01);
    double high = std::log(100.0);
    double margin = 0; // mean, of the label's logit over the others'
    for (std::size_t r = 0; r < labels.size(); ++r) {
        const std::span<const float> row = logits.subspan(r * classes, classes);
        const double label = row[static_cast<std::size_t>(labels[r])];
        const double others = std::accumulate(row.begin(), row.end(), -label) / static_cast<double>(classes - 1);
        margin += (label - others) / static_cast<double>(labels.size());
    }
    const double doubt = 1 / static_cast<double>(labels.size() + 2);
    const auto loss = [&](double at) { return negative_log_likelihood(logits, classes, labels, std::exp(at)) + doubt * margin * std::exp(at); };
    double left = high - golden * (high - low);
    double right = low + golden * (high - low);
    double of_left = loss(left);
    double of_right = loss(right);
    while (high - low > 1e-4) {
        if (of_left < of_right) {
            high = right;
            right = left;
            of_right = of_left;
            of_left = loss(left = high - golden * (high - low));
        } else {
            low = left;
            left = right;
            of_left = of_right;
            of_right = loss(right = low + golden * (high - low));
        }
    }
    return std::exp((low + high) / 2);
}

/// The mean distance, over 15 bins of equal width, each weighed by its rows, between how sure softmax(scale * logits) is of its answers and how many
/// of them are right: 0 to 1. Throws as above. torchmetrics equivalent: `MulticlassCalibrationError(n_bins=15, norm="l1")`.
/// Source: Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
inline double expected_calibration_error(std::span<const float> logits, std::size_t classes, std::span<const int> labels, double scale = 1) {
    detail::require_rows(logits, classes, labels);
    constexpr std::size_t bins = 15;
    std::array<double, bins> confidence{};
    std::array<double, bins> right{};
    for (std::size_t r = 0; r < labels.size(); ++r) {
        const std::span<const float> row = logits.subspan(r * classes, classes);
        const auto answer = std::ranges::max_element(row);
        double sum = 0;
        for (const float v : row) sum += std::exp(scale * (static_cast<double>(v) - static_cast<double>(*answer)));
        const double sure = 1 / sum;
        const std::size_t bin = std::min(static_cast<std::size_t>(sure * bins), bins - 1);
        confidence[bin] += sure;
        right[bin] += answer - row.begin() == labels[r] ? 1 : 0;
    }
    double error = 0;
    for (std::size_t b = 0; b < bins; ++b) error += std::abs(confidence[b] - right[b]);
    return error / static_cast<double>(labels.size());
}

} // namespace duet::analysis
