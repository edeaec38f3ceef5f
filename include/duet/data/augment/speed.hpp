// Speech faster or slower: with its pitch, or without.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/speech.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace duet::data {

/// Writes `from` read `speed` times as fast, so also higher, to `to`: cubic interpolation (Catmull and Rom 1974).
inline void play_at(double speed, std::span<const float> from, std::vector<float>& to) {
    to.resize(from.empty() ? 0 : std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(from.size()) / speed)));
    const auto sample = [&](std::size_t i) { return from[std::min(i, from.size() - 1)]; };
    for (std::size_t i = 0; i < to.size(); ++i) {
        const double place = static_cast<double>(i) * speed;
        const auto at = static_cast<std::size_t>(place);
        const auto t = static_cast<float>(place - static_cast<double>(at));
        const float a = sample(at == 0 ? 0 : at - 1);
        const float b = sample(at);
        const float c = sample(at + 1);
        const float d = sample(at + 2);
        to[i] = b + 0.5F * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
}

/// Played up to `factor` times as fast or slow, pitch and all, before it is placed in its second. torchaudio equivalent: `transforms.SpeedPerturbation`.
struct Speed {
    double factor = 1.12; ///< more than 1

    void operator()(Speech& speech, Random& random) const {
        const double range = std::log(factor);
        play_at(std::exp(random.uniform(-range, range)), speech.samples, speech.spare);
        std::swap(speech.samples, speech.spare);
        speech.begin = 0;
        speech.end = speech.samples.size();
    }
};

/// Spoken up to `factor` times as fast or slow at the same pitch: the frames lie further apart, or closer.
struct Tempo {
    double factor = 1.25; ///< more than 1

    void operator()(Speech& speech, Random& random) const {
        const double range = std::log(factor);
        speech.analysis.hop = std::clamp(speech.analysis.hop * std::exp(random.uniform(-range, range)), 100.0, 300.0);
    }
};

/// Up to `factor` times as high or low at the same tempo: another speed, and the hop that makes up for it.
struct Pitch {
    double factor = 1.12; ///< more than 1

    void operator()(Speech& speech, Random& random) const {
        const double range = std::log(factor);
        const double speed = std::exp(random.uniform(-range, range));
        play_at(speed, speech.samples, speech.spare);
        std::swap(speech.samples, speech.spare);
        speech.begin = 0;
        speech.end = speech.samples.size();
        speech.analysis.hop = std::clamp(speech.analysis.hop / speed, 100.0, 300.0);
    }
};

/// Heard as from a longer or shorter vocal tract: see MfccVariation::mel_warp.
struct VocalTract {
    double least = 0.91; ///< of the factor of frequencies
    double most = 1.10;  ///< of the factor of frequencies

    void operator()(Speech& speech, Random& random) const { speech.analysis.mel_warp *= std::exp(random.uniform(std::log(least), std::log(most))); }
};

} // namespace duet::data
