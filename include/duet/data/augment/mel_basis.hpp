// Between cepstra and the logarithms of the mel filters that they were made of.
#pragma once

#include "duet/data/augment/cepstra.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace duet::data {

/// Mel filters of a frame (Mfcc).
inline constexpr std::size_t mel_filters = 26;
/// Cepstral coefficients of a frame, the energy left out.
inline constexpr std::size_t cepstral_coefficients = mfcc_coefficients - 1;
/// c1..c12.
using Cepstrum = std::array<float, cepstral_coefficients>;

/// basis[m][k - 1]: what filter m counts in c(k), and c(k) in filter m. Cepstra keep 12 of 26 directions, so the logarithms of the filters that they
/// give back are smooth over frequency, and their mean is 0.
inline const std::array<Cepstrum, mel_filters>& mel_basis() {
    static const auto basis = [] {
        std::array<Cepstrum, mel_filters> values{};
        for (std::size_t m = 0; m < mel_filters; ++m) {
            for (std::size_t k = 1; k <= cepstral_coefficients; ++k) {
                const double angle = std::numbers::pi * static_cast<double>(k) * (static_cast<double>(m) + 0.5) / mel_filters;
                values[m][k - 1] = static_cast<float>(std::sqrt(2.0 / mel_filters) * std::cos(angle));
            }
        }
        return values;
    }();
    return basis;
}

/// The logarithm of filter `m` relative to the mean of all, as a frame's c1..c12 give it back.
inline float log_mel(CepstralFrame frame, std::size_t m) {
    float sum = 0;
    for (std::size_t k = 0; k < cepstral_coefficients; ++k) sum += mel_basis()[m][k] * frame[k];
    return sum;
}

/// Adds `value` to the logarithm of filter `m`, as far as 12 coefficients can say so.
inline void add_log_mel(CepstralFrame frame, std::size_t m, float value) {
    for (std::size_t k = 0; k < cepstral_coefficients; ++k) frame[k] += value * mel_basis()[m][k];
}

} // namespace duet::data
