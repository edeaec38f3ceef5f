// A word in its second.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/speech.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace duet::data {

/// Puts the word into a second of digital silence, up to `shift` seconds off its middle, but never over its ends. A longer word stays as it is.
struct PlaceInSecond {
    double shift = 0.1; ///< seconds

    void operator()(Speech& speech, Random& random) const {
        constexpr std::size_t second = mfcc_sample_rate;
        const double aside = random.uniform(-shift, shift) * mfcc_sample_rate;
        const std::size_t length = speech.samples.size();
        if (length >= second) return;
        const auto room = static_cast<double>(second - length);
        const auto start = static_cast<std::size_t>(std::clamp(room / 2 + aside, 0.0, room));
        speech.spare.assign(second, 0.0F);
        std::copy(speech.samples.begin(), speech.samples.end(), speech.spare.begin() + static_cast<std::ptrdiff_t>(start));
        std::swap(speech.samples, speech.spare);
        speech.begin += start;
        speech.end += start;
    }
};

} // namespace duet::data
