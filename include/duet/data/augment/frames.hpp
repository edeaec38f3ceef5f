// The same frames at other times.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/cepstra.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace duet::data {

/// Frame t becomes what stood at `place(t)`, between two frames by linear interpolation; beyond the ends the first or the last frame goes on.
template <class Place>
void move_frames(Cepstra cepstra, const Place& place) {
    std::array<float, mfcc_size> from{};
    std::ranges::copy(cepstra, from.begin());
    for (std::size_t t = 0; t < mfcc_frames; ++t) {
        const double at = std::clamp(place(static_cast<double>(t)), 0.0, mfcc_frames - 1.0);
        const auto before = static_cast<std::size_t>(at);
        const std::size_t after = std::min(before + 1, mfcc_frames - 1);
        const auto share = static_cast<float>(at - static_cast<double>(before));
        for (std::size_t k = 0; k < mfcc_coefficients; ++k) {
            const float a = from[before * mfcc_coefficients + k];
            const float b = from[after * mfcc_coefficients + k];
            cepstra[t * mfcc_coefficients + k] = a + share * (b - a);
        }
    }
}

/// Whole frames earlier or later; the first or the last one fills what comes free.
struct TimeShift {
    std::size_t most = 4; ///< frames of 25 ms

    void operator()(Cepstra cepstra, Random& random) const {
        const double shift = static_cast<double>(random.below(2 * most + 1)) - static_cast<double>(most);
        move_frames(cepstra, [&](double t) { return t - shift; });
    }
};

/// Up to `factor` times as fast or slow about the middle of the second, at the same pitch. torchaudio equivalent: `transforms.TimeStretch`.
struct TimeStretch {
    double factor = 1.25; ///< more than 1

    void operator()(Cepstra cepstra, Random& random) const {
        const double speed = std::exp(random.uniform(-std::log(factor), std::log(factor)));
        constexpr double middle = (mfcc_frames - 1) / 2.0;
        move_frames(cepstra, [&](double t) { return middle + (t - middle) * speed; });
    }
};

/// A moment of the second comes up to `most` frames earlier or later, what lies before and after it is stretched or pressed together.
/// Source: Park et al., "SpecAugment", Interspeech 2019.
struct TimeWarp {
    double most = 3; ///< frames; at most 17

    void operator()(Cepstra cepstra, Random& random) const {
        constexpr double last = mfcc_frames - 1.0;
        const double range = std::clamp(most, 0.0, 17.0);
        const double from = random.uniform(range + 1, last - range - 1);
        const double to = from + random.uniform(-range, range);
        move_frames(cepstra, [&](double t) { return t < to ? t * from / to : last - (last - t) * (last - from) / (last - to); });
    }
};

} // namespace duet::data
