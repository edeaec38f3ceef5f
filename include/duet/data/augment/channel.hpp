// Another microphone, on cepstra.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/cepstra.hpp"
#include "duet/data/augment/mel_basis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace duet::data {

/// A tilt over the mel scale (half of it up at one end, half of it down at the other) and a peak or a dip somewhere, each of up to `most` dB either
/// way: one offset for all frames but those of digital silence. What Equaliser is to sound.
struct ChannelTilt {
    double most = 12; ///< dB

    void operator()(Cepstra cepstra, Random& random) const {
        const double tilt = random.uniform(-most, most);
        const double peak = random.uniform(-most, most);
        const double centre = random.uniform(0, mel_filters - 1.0);
        const double width = random.uniform(1, 4); // filters
        std::array<float, mfcc_coefficients> offset{};
        for (std::size_t m = 0; m < mel_filters; ++m) {
            const double aside = (static_cast<double>(m) - centre) / width;
            const double gain = tilt * (0.5 - static_cast<double>(m) / (mel_filters - 1)) + peak * std::exp(-0.5 * aside * aside);
            add_log_mel(offset, m, static_cast<float>(nepers * gain));
        }
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            const CepstralFrame frame = frame_of(cepstra, t);
            if (is_silent(frame)) continue;
            for (std::size_t k = 0; k < cepstral_coefficients; ++k) frame[k] += offset[k];
        }
    }
};

/// Louder or softer: the energies of all frames but those of digital silence. What Gain is to sound.
struct FeatureGain {
    double least = -15; ///< dB
    double most = 10;   ///< dB

    void operator()(Cepstra cepstra, Random& random) const {
        const auto offset = static_cast<float>(nepers * random.uniform(least, most));
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            float& energy = frame_of(cepstra, t).back();
            if (energy > log_silence) energy = std::max(energy + offset, log_silence);
        }
    }
};

/// Normal noise on every coefficient of all frames but those of digital silence: as much on the logarithm of each mel filter.
struct FeatureNoise {
    double deviation = 0.3; ///< nepers of power: 0.23 are 1 dB

    void operator()(Cepstra cepstra, Random& random) const {
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            const CepstralFrame frame = frame_of(cepstra, t);
            if (is_silent(frame)) continue;
            for (float& v : frame) v += static_cast<float>(deviation * random.normal());
            frame.back() = std::max(frame.back(), log_silence);
        }
    }
};

} // namespace duet::data
