// Another vocal tract, on cepstra.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/cepstra.hpp"
#include "duet/data/augment/mel_basis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace duet::data {

/// The matrix that makes of c1..c12 those of the same frame with its mel axis warped as by MfccVariation::mel_warp: matrix[i][j] is what c(j+1) adds to
/// c(i+1). Cepstra are a cosine series over the mel axis; it is read at the places that are heard as the filters' centres.
/// `factor`: 0.5 to 2. Source: Pitz and Ney, "Vocal tract normalization equals linear transformation in cepstral space", IEEE Trans. SAP 13(5), 2005.
inline std::array<Cepstrum, cepstral_coefficients> warp_matrix(double factor) {
    constexpr double highest = mfcc_sample_rate / 2.0;
    const auto mel = [](double hertz) { return std::log1p(hertz / 700); }; // up to a factor
    const double bend = 0.85 * highest / std::max(factor, 1.0);
    const double top = mel(highest);
    std::array<Cepstrum, cepstral_coefficients> matrix{};
    for (std::size_t m = 0; m < mel_filters; ++m) {
        const double heard = 700 * std::expm1(top * static_cast<double>(m + 1) / (mel_filters + 1));
        const double hertz = heard <= bend * factor ? heard / factor : highest - (highest - heard) * (highest - bend) / (highest - bend * factor);
        const double place = mel(hertz) / top * (mel_filters + 1) - 1; // in filters
        // cos(k angle) from cos((k - 1) angle) and cos((k - 2) angle)
        const double once = std::cos(std::numbers::pi * (place + 0.5) / mel_filters);
        double before = 1;
        double now = once;
        for (std::size_t j = 0; j < cepstral_coefficients; ++j) {
            const auto value = static_cast<float>(std::sqrt(2.0 / mel_filters) * now);
            for (std::size_t i = 0; i < cepstral_coefficients; ++i) matrix[i][j] += mel_basis()[m][i] * value;
            const double next = 2 * once * now - before;
            before = now;
            now = next;
        }
    }
    return matrix;
}

/// Heard as from a longer or shorter vocal tract, drawn anew for each utterance. What VocalTract is to sound.
struct CepstralWarp {
    double least = 0.91; ///< of the factor of frequencies
    double most = 1.10;  ///< of the factor of frequencies

    void operator()(Cepstra cepstra, Random& random) const {
        const auto matrix = warp_matrix(std::exp(random.uniform(std::log(least), std::log(most))));
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            const CepstralFrame frame = frame_of(cepstra, t);
            Cepstrum warped{};
            for (std::size_t i = 0; i < cepstral_coefficients; ++i) {
                for (std::size_t j = 0; j < cepstral_coefficients; ++j) warped[i] += matrix[i][j] * frame[j];
            }
            std::ranges::copy(warped, frame.begin());
        }
    }
};

} // namespace duet::data
