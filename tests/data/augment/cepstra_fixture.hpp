// Coefficients for the tests of augmentation.
#pragma once

#include "words.hpp"

#include "duet/core/random.hpp"
#include "duet/data/augment/cepstra.hpp"
#include "duet/data/mfcc.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include <boost/test/unit_test.hpp>

namespace cepstra_fixture {

using Values = std::array<float, duet::data::mfcc_size>;

/// Of a glide with overtones and some noise, half a second long in the middle of digital silence: frames 10 to 28 speak.
inline Values word() {
    duet::Random random(3);
    std::vector<float> samples(4000);
    double phase = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / 4000;
        phase += 2 * std::numbers::pi * (120 + 60 * t) / 8000;
        double sum = random.uniform(-0.05, 0.05);
        for (int overtone = 1; overtone < 20; ++overtone) {
            sum += std::exp(-std::pow((overtone * (120 + 60 * t) - 500 - 1200 * t) / 300, 2)) * std::sin(overtone * phase);
        }
        samples[i] = static_cast<float>(0.2 * sum);
    }
    return duet::data::Mfcc()(samples);
}

inline Values silence() { return duet::data::Mfcc()({}); }

/// The largest difference between frames `first` .. `last`.
inline double distance(const Values& a, const Values& b, std::size_t first = 0, std::size_t last = duet::data::mfcc_frames - 1) {
    double most = 0;
    for (std::size_t i = first * 13; i < (last + 1) * 13; ++i) most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
    return most;
}

/// Root mean square difference of c1..c12 over the frames that speak.
inline double difference(const Values& a, const Values& b) {
    double sum = 0;
    for (std::size_t t = 12; t < 27; ++t) {
        for (std::size_t k = 0; k < 12; ++k) sum += std::pow(static_cast<double>(a[t * 13 + k] - b[t * 13 + k]), 2);
    }
    return std::sqrt(sum / (15 * 12));
}

inline Values after(const auto& step, Values values, std::uint64_t row) {
    duet::Random random(duet::RandomStream{5, 1}.child(row));
    step(values, random);
    return values;
}

/// A step does the same from the same numbers and something else from others, leaves digital silence as it is, and makes no NaN.
template <class Step>
void check(const Step& step) {
    std::size_t changed = 0;
    for (std::uint64_t row = 0; row < 50; ++row) {
        const Values once = after(step, word(), row);
        BOOST_TEST((once == after(step, word(), row)));
        changed += once != after(step, word(), row + 1) ? 1 : 0;
        for (const float v : once) BOOST_REQUIRE(std::isfinite(v));
        for (std::size_t t = 0; t < duet::data::mfcc_frames; ++t) BOOST_REQUIRE(once[t * 13 + 12] >= duet::data::log_silence);
        BOOST_TEST((after(step, silence(), row) == silence()));
    }
    BOOST_TEST(changed > 20U);
}

} // namespace cepstra_fixture
