// Cepstra on their way through augmentation.
#pragma once

#include "duet/data/mfcc.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace duet::data {

/// The coefficients of one second, (39, 13) as Mfcc gives them: not normalised, without slopes. Steps change them in place.
using Cepstra = std::span<float, mfcc_size>;
/// c1..c12 and the logarithm of the energy.
using CepstralFrame = std::span<float, mfcc_coefficients>;

/// Frame `t` of 0..38.
inline CepstralFrame frame_of(Cepstra cepstra, std::size_t t) { return CepstralFrame(cepstra.data() + t * mfcc_coefficients, mfcc_coefficients); }

/// ln(1e-10), the logarithm of no energy.
inline constexpr float log_silence = -23.025850929940457F;
/// What one dB adds to the logarithm of an energy.
inline constexpr double nepers = 0.23025850929940457;

/// Whether a frame is digital silence, to which neither a voice nor a microphone makes a difference.
inline bool is_silent(CepstralFrame frame) { return frame[mfcc_coefficients - 1] <= log_silence; }

/// The mean of the frames that are not digital silence; digital silence if there are none.
inline std::array<float, mfcc_coefficients> mean_frame(Cepstra cepstra) {
    std::array<float, mfcc_coefficients> mean{};
    std::size_t count = 0;
    for (std::size_t t = 0; t < mfcc_frames; ++t) {
        const CepstralFrame frame = frame_of(cepstra, t);
        if (is_silent(frame)) continue;
        ++count;
        for (std::size_t k = 0; k < mfcc_coefficients; ++k) mean[k] += frame[k];
    }
    if (count == 0) mean.back() = log_silence;
    for (float& v : mean) v /= static_cast<float>(count == 0 ? 1 : count);
    return mean;
}

} // namespace duet::data
