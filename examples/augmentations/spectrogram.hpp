// Coefficients as a picture.
#pragma once

#include "duet/data/augment/cepstra.hpp"
#include "duet/data/augment/mel_basis.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace augmentations {

/// The loudness of each mel filter in each frame in dB, (26, 39), as 12 coefficients and the energy give it back: smooth over frequency, and as loud
/// together as the frame.
inline std::vector<float> mel_spectrogram(duet::data::Cepstra cepstra) {
    using namespace duet::data;
    std::vector<float> decibels(mel_filters * mfcc_frames);
    for (std::size_t t = 0; t < mfcc_frames; ++t) {
        const CepstralFrame frame = frame_of(cepstra, t);
        std::array<float, mel_filters> logs{};
        float sum = 0;
        for (std::size_t m = 0; m < mel_filters; ++m) {
            logs[m] = log_mel(frame, m);
            sum += std::exp(logs[m]);
        }
        const float level = frame.back() - std::log(sum);
        for (std::size_t m = 0; m < mel_filters; ++m) decibels[m * mfcc_frames + t] = (logs[m] + level) / static_cast<float>(nepers);
    }
    return decibels;
}

} // namespace augmentations
