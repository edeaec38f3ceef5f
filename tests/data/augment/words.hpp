// Sounds for the tests of augmentation.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/speech.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace words {

/// A tone of `hertz` for `samples` samples.
inline std::vector<float> tone(double hertz, std::size_t samples) {
    std::vector<float> values(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        values[i] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / 8000));
    }
    return values;
}

inline duet::data::Speech speech(const std::vector<float>& word) {
    duet::data::Speech result;
    result.assign(word);
    return result;
}

/// Whatever a step does, it does it again from the same numbers; and it takes any word, even none, without leaving NaN or its range.
template <class Step>
void check(const Step& step) {
    for (const std::size_t length : {0U, 1U, 3U, 200U, 5000U, 8000U, 20'000U}) {
        for (const bool silent : {false, true}) {
            const std::vector<float> word = silent ? std::vector<float>(length) : tone(440, length);
            duet::data::Speech first = speech(word);
            duet::data::Speech second = speech(word);
            duet::Random one(7, length);
            duet::Random other(7, length);
            step(first, one);
            step(second, other);
            BOOST_TEST((first.samples == second.samples));
            BOOST_TEST(first.analysis.hop == second.analysis.hop);
            BOOST_TEST(first.begin <= first.end);
            BOOST_TEST(first.end <= first.samples.size());
            for (const float v : first.samples) BOOST_REQUIRE(std::isfinite(v));
        }
    }
}

} // namespace words
