// The recipe by which voices that were never met are understood best.
#pragma once

#include "duet/data/augment/compose.hpp"
#include "duet/data/augment/equaliser.hpp"
#include "duet/data/augment/noise.hpp"
#include "duet/data/augment/place.hpp"
#include "duet/data/augment/speed.hpp"

namespace duet::data {

/// Every way in which one voice, room and microphone differ from another, each by a little: strong ranges, or any one way alone, teach less
/// (docs/results.md). For words at 8000 Hz; the result stands in its second.
inline auto mild_speech() {
    return Compose(Speed{1.12}, PlaceInSecond{0.1}, Tempo{1.25}, VocalTract{0.91, 1.10}, Equaliser{12}, Sometimes(0.4, Reverberation{}),
                   Gain{-15, 10}, Sometimes(0.5, Noise{0, 40, 0.5}), Sometimes(0.1, Clipping{0.3}));
}

} // namespace duet::data
