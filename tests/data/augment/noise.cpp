#define BOOST_TEST_MODULE noise
#include "duet/data/augment/noise.hpp"
#include "words.hpp"

#include <algorithm>

using namespace duet::data;

namespace {

double level(std::span<const float> samples) {
    double sum = 0;
    for (const float v : samples) sum += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

} // namespace

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    words::check(Noise{});
    words::check(Gain{});
    words::check(Clipping{});
}

BOOST_AUTO_TEST_CASE(noise_is_as_far_below_the_word_as_asked) {
    const std::vector<float> word = words::tone(400, 8000);
    for (std::uint64_t row = 0; row < 30; ++row) { // of every colour
        Speech speech = words::speech(word);
        duet::Random random(1, row);
        Noise{.least = 10, .most = 10, .close_cut = 0}(speech, random);
        for (std::size_t i = 0; i < word.size(); ++i) speech.samples[i] -= word[i];
        BOOST_CHECK_CLOSE(level(speech.samples), level(word) * decibels(-10), 0.1);
    }
}

BOOST_AUTO_TEST_CASE(close_cut_noise_leaves_digital_silence) {
    for (std::uint64_t row = 0; row < 30; ++row) {
        Speech speech = words::speech(words::tone(400, 8000));
        std::fill_n(speech.samples.begin(), 3000, 0.0F);
        std::fill(speech.samples.begin() + 5000, speech.samples.end(), 0.0F);
        speech.begin = 3000;
        speech.end = 5000;
        duet::Random random(1, row);
        Noise{.least = 10, .most = 10, .close_cut = 1}(speech, random);
        for (std::size_t i = 0; i < 2600; ++i) BOOST_REQUIRE(speech.samples[i] == 0);
        for (std::size_t i = 5400; i < 8000; ++i) BOOST_REQUIRE(speech.samples[i] == 0);
    }
}

BOOST_AUTO_TEST_CASE(gain_in_decibels) {
    Speech speech = words::speech({0.1F, -0.2F});
    duet::Random random(1);
    Gain{6.0206, 6.0206}(speech, random);
    BOOST_CHECK_CLOSE(speech.samples[0], 0.2F, 0.01F);
    BOOST_CHECK_CLOSE(speech.samples[1], -0.4F, 0.01F);
}

BOOST_AUTO_TEST_CASE(clipping_keeps_what_is_below_its_limit) {
    Speech speech = words::speech(words::tone(400, 8000));
    duet::Random random(1);
    Clipping{0.5}(speech, random);
    const float limit = *std::ranges::max_element(speech.samples);
    BOOST_TEST(limit >= 0.249F);
    BOOST_TEST(limit < 0.5F);
    const std::vector<float> word = words::tone(400, 8000);
    for (std::size_t i = 0; i < word.size(); ++i) BOOST_REQUIRE(speech.samples[i] == std::clamp(word[i], -limit, limit));
}
