// A word whose soft ends are lost.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/speech.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

namespace duet::data {

/// The word without what, before and behind it, is further below its loudest 10 ms than a random number of dB: a recording that was cut where a meter
/// rose and fell, which costs "six" its s. At least 80 ms stay. Comes before the word is placed in its second. torchaudio: `transforms.Vad`, at one end.
struct CutEnds {
    double least = 10; ///< dB: the least that "further below" may mean
    double most = 30;  ///< dB: the most

    void operator()(Speech& speech, Random& random) const {
        constexpr std::size_t piece = 80; // samples: 10 ms
        constexpr std::size_t fewest = 8; // pieces
        const double below = random.uniform(least, most);
        const std::size_t pieces = speech.samples.size() / piece;
        if (pieces <= fewest) return;
        const auto energy = [&](std::size_t i) {
            double sum = 0;
            for (const float v : std::span(speech.samples).subspan(i * piece, piece)) sum += static_cast<double>(v) * static_cast<double>(v);
            return sum;
        };
        double loudest = 0;
        for (std::size_t i = 0; i < pieces; ++i) loudest = std::max(loudest, energy(i));
        const double threshold = loudest * std::pow(10.0, -below / 10);
        std::size_t first = 0;
        std::size_t last = pieces; // one behind
        while (first < last && energy(first) < threshold) ++first;
        while (first < last && energy(last - 1) < threshold) --last;
        if (last - first < fewest) return;
        speech.spare.assign(speech.samples.begin() + static_cast<std::ptrdiff_t>(first * piece),
                            speech.samples.begin() + static_cast<std::ptrdiff_t>(last * piece));
        std::swap(speech.samples, speech.spare);
        speech.begin = 0;
        speech.end = speech.samples.size();
    }
};

} // namespace duet::data
