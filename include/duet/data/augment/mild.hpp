// Recipes that make voices never met easier to understand.
#pragma once

#include "duet/data/augment/babble.hpp"
#include "duet/data/augment/cepstral_warp.hpp"
#include "duet/data/augment/channel.hpp"
#include "duet/data/augment/compose.hpp"
#include "duet/data/augment/cut_ends.hpp"
#include "duet/data/augment/equaliser.hpp"
#include "duet/data/augment/frames.hpp"
#include "duet/data/augment/noise.hpp"
#include "duet/data/augment/one_of.hpp"
#include "duet/data/augment/place.hpp"
#include "duet/data/augment/speech.hpp"
#include "duet/data/augment/speed.hpp"

#include <span>
#include <vector>

namespace duet::data {

/// For recordings, with `noise` as the step that adds noise to two in three. Seven words in ten lose their soft ends first. The word is placed in its second before the room and the noise, which so
/// fill the second. Analyse the result with `mfcc(speech.samples, speech.analysis)`.
template <class NoiseStep>
auto mild_speech_with(const NoiseStep& noise) {
    return Compose(Sometimes(0.7, CutEnds{}), Speed{1.12}, Tempo{1.25}, VocalTract{0.91, 1.10}, Equaliser{12}, PlaceInSecond{0.1},
                   Sometimes(0.4, Reverberation{}), Sometimes(0.65, noise), Gain{-15, 10});
}

/// For recordings: noise is white, pink or brown.
inline auto mild_speech() { return mild_speech_with(Noise{0, 40}); }

/// For recordings: one noise in four is babble made of `bank`, recordings at 8000 Hz that must live as long as the recipe.
inline auto mild_speech(std::span<const std::vector<float>> bank) {
    return mild_speech_with(OneOf(Noise{0, 40}, Noise{0, 40}, Noise{0, 40}, Babble{.bank = bank}));
}

/// For cepstra, where there are no recordings: what of the above can be done to them.
inline auto mild_cepstra() {
    return Compose(CepstralWarp{0.91, 1.10}, TimeStretch{1.25}, TimeWarp{3}, TimeShift{4}, ChannelTilt{12}, FeatureGain{-15, 10},
                   Sometimes(0.5, FeatureNoise{0.3}));
}

} // namespace duet::data
