// A spoken word on its way through augmentation.
#pragma once

#include "duet/data/mfcc.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace duet::data {

/// Samples at 8000 Hz, and how they will be analysed. One object serves one word after another without new memory.
struct Speech {
    std::vector<float> samples; ///< full scale is 1
    std::size_t begin = 0;      ///< the word itself: samples[begin .. end)
    std::size_t end = 0;        ///< one behind its last sample
    MfccVariation analysis;     ///< of the front end
    std::vector<float> spare;   ///< for steps that change the length

    /// Starts with another word.
    void assign(std::span<const float> word) {
        samples.assign(word.begin(), word.end());
        begin = 0;
        end = word.size();
        analysis = {};
    }

    /// The word, without what lies around it.
    [[nodiscard]] std::span<float> word() { return std::span(samples).subspan(begin, end - begin); }

    /// The root mean square of the word; 0 of an empty one.
    [[nodiscard]] double level() {
        double sum = 0;
        for (const float v : word()) sum += static_cast<double>(v) * static_cast<double>(v);
        return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(end - begin, 1)));
    }
};

/// The factor of an amplitude that `value` dB are.
inline double decibels(double value) { return std::pow(10.0, value / 20.0); }

} // namespace duet::data
