#define BOOST_TEST_MODULE channel
#include "duet/data/augment/channel.hpp"
#include "cepstra_fixture.hpp"
#include "duet/data/augment/noise.hpp"

using namespace duet::data;
using cepstra_fixture::Values;

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    cepstra_fixture::check(ChannelTilt{});
    cepstra_fixture::check(FeatureGain{});
    cepstra_fixture::check(FeatureNoise{});
}

BOOST_AUTO_TEST_CASE(a_channel_is_one_offset_within_its_decibels) {
    const Values word = cepstra_fixture::word();
    double most = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        Values heard = cepstra_fixture::after(ChannelTilt{12}, word, row);
        std::array<float, 13> offset{};
        for (std::size_t k = 0; k < 13; ++k) offset[k] = heard[19 * 13 + k] - word[19 * 13 + k];
        BOOST_REQUIRE(offset[12] == 0.0F);
        for (std::size_t t = 10; t < 29; ++t) {
            for (std::size_t k = 0; k < 13; ++k) BOOST_REQUIRE_SMALL(heard[t * 13 + k] - word[t * 13 + k] - offset[k], 1e-4F);
        }
        for (std::size_t m = 0; m < mel_filters; ++m) most = std::max(most, std::abs(static_cast<double>(log_mel(offset, m))) / nepers);
    }
    BOOST_TEST(most < 18 * 1.1); // half the tilt and the peak; waves of the cut series may go a little higher
    BOOST_TEST(most > 9);
    BOOST_TEST((cepstra_fixture::after(ChannelTilt{0}, word, 1) == word));
}

BOOST_AUTO_TEST_CASE(gain_is_what_gain_does_to_sound) {
    Speech speech = words::speech(words::tone(700, 4000));
    auto louder = Mfcc()(speech.samples);
    duet::Random random(1);
    FeatureGain{-6, -6}(louder, random);
    Gain{-6, -6}(speech, random);
    BOOST_TEST(cepstra_fixture::distance(louder, Mfcc()(speech.samples), 11, 27) < 1e-3);
}

BOOST_AUTO_TEST_CASE(no_energy_is_below_silence) {
    const Values faint = cepstra_fixture::after(FeatureGain{-1000, -900}, cepstra_fixture::word(), 1);
    for (std::size_t t = 0; t < mfcc_frames; ++t) BOOST_TEST(faint[t * 13 + 12] == log_silence);
}

BOOST_AUTO_TEST_CASE(noise_has_its_deviation) {
    const Values word = cepstra_fixture::word();
    double squares = 0;
    double count = 0;
    for (std::uint64_t row = 0; row < 20; ++row) {
        const Values noisy = cepstra_fixture::after(FeatureNoise{0.3}, word, row);
        for (std::size_t i = 12 * 13; i < 27 * 13; ++i, ++count) squares += std::pow(static_cast<double>(noisy[i] - word[i]), 2);
    }
    BOOST_CHECK_CLOSE(std::sqrt(squares / count), 0.3, 4.0);
}
