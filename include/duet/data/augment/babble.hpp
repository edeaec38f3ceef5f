// Other people talking.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/noise.hpp"
#include "duet/data/augment/speech.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace duet::data {

/// Several voices at once, equally loud, at a random ratio of the word's level to theirs together. Each is a recording of `bank` from a random place on,
/// over and over. An empty bank is silence.
struct Babble {
    std::span<const std::vector<float>> bank{}; ///< recordings at 8000 Hz; they must live as long as this
    std::size_t voices = 5;                     ///< at once
    double least = 0;                           ///< dB
    double most = 40;                           ///< dB
    double close_cut = 0.5;                     ///< as in Noise

    void operator()(Speech& speech, Random& random) const {
        const double ratio = random.uniform(least, most);
        add_noise(speech, random, ratio, close_cut, [&](std::span<float> to) {
            std::ranges::fill(to, 0.0F);
            for (std::size_t i = 0; i < voices && !bank.empty(); ++i) add_voice(bank[random.below(bank.size())], to, random);
        });
    }

private:
    static void add_voice(std::span<const float> voice, std::span<float> to, Random& random) {
        if (voice.empty()) return;
        float power = 1e-12F;
        for (const float v : voice) power += v * v;
        const float gain = std::sqrt(static_cast<float>(voice.size()) / power);
        std::size_t at = random.below(voice.size());
        for (float& v : to) {
            v += gain * voice[at];
            if (++at == voice.size()) at = 0;
        }
    }
};

} // namespace duet::data
