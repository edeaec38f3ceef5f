// Noise under speech, and a level.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/speech.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace duet::data {

/// Louder or softer.
struct Gain {
    double least = -15; ///< dB
    double most = 10;   ///< dB

    void operator()(Speech& speech, Random& random) const {
        const auto factor = static_cast<float>(decibels(random.uniform(least, most)));
        for (float& v : speech.samples) v *= factor;
    }
};

/// Adds what `fill(std::span<float>)` writes, at a level `ratio` dB below the word's: to the whole recording, or with probability `close_cut` to the word
/// and up to 50 ms around it alone, as where a recording was cut and padded with digital silence.
template <class Fill>
void add_noise(Speech& speech, Random& random, double ratio, double close_cut, const Fill& fill) {
    const double level = speech.level() * decibels(-ratio);
    std::size_t first = 0;
    std::size_t last = speech.samples.size();
    if (random.uniform() < close_cut) {
        first = speech.begin - std::min(speech.begin, random.below(400));
        last = std::min(last, speech.end + random.below(400));
    }
    if (first == last) return;
    speech.spare.resize(last - first);
    fill(std::span(speech.spare));
    double power = 1e-12;
    for (const float v : speech.spare) power += static_cast<double>(v) * static_cast<double>(v);
    const auto gain = static_cast<float>(level / std::sqrt(power / static_cast<double>(last - first)));
    for (std::size_t i = first; i < last; ++i) speech.samples[i] += gain * speech.spare[i - first];
}

/// Noise of a random colour (white, pink or brown) at a random ratio of the word's level to its own.
/// Pink: three poles (Kellet's economy filter); brown: a leaky sum. torchaudio equivalent: `transforms.AddNoise`.
struct Noise {
    double least = 0;       ///< dB
    double most = 40;       ///< dB
    double close_cut = 0.5; ///< as in add_noise

    void operator()(Speech& speech, Random& random) const {
        const double ratio = random.uniform(least, most);
        const std::size_t colour = random.below(3);
        add_noise(speech, random, ratio, close_cut, [&](std::span<float> to) { fill(colour, to, random); });
    }

private:
    static void fill(std::size_t colour, std::span<float> to, Random& random) {
        std::array<float, 3> pole{};
        for (float& sample : to) {
            const float white = static_cast<float>(random()) * 0x1p-31F - 1;
            if (colour == 0) {
                sample = white;
            } else if (colour == 1) {
                pole[0] = 0.99765F * pole[0] + white * 0.0990460F;
                pole[1] = 0.96300F * pole[1] + white * 0.2965164F;
                pole[2] = 0.57000F * pole[2] + white * 1.0526913F;
                sample = pole[0] + pole[1] + pole[2] + white * 0.1848F;
            } else {
                sample = pole[0] = 0.98F * pole[0] + white;
            }
        }
    }
};

/// Cut off above a share of the loudest sample.
struct Clipping {
    double least = 0.3; ///< share

    void operator()(Speech& speech, Random& random) const {
        float peak = 0;
        for (const float v : speech.samples) peak = std::max(peak, std::abs(v));
        const float limit = peak * static_cast<float>(random.uniform(least, 1));
        for (float& v : speech.samples) v = std::clamp(v, -limit, limit);
    }
};

} // namespace duet::data
