#define BOOST_TEST_MODULE equaliser
#include "duet/data/augment/equaliser.hpp"
#include "words.hpp"

using namespace duet::data;

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    words::check(Equaliser{});
    words::check(Reverberation{});
}

BOOST_AUTO_TEST_CASE(no_decibels_change_nothing) {
    const std::vector<float> word = words::tone(400, 4000);
    Speech speech = words::speech(word);
    duet::Random random(1);
    Equaliser{0}(speech, random);
    for (std::size_t i = 0; i < word.size(); ++i) BOOST_REQUIRE_SMALL(speech.samples[i] - word[i], 1e-5F);
}

BOOST_AUTO_TEST_CASE(a_tone_changes_by_no_more_than_tilt_and_peak_together) {
    double least = 1000;
    double most = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        Speech speech = words::speech(words::tone(300, 8000));
        duet::Random random(1, row);
        const double before = speech.level();
        Equaliser{12}(speech, random);
        const double change = 20 * std::log10(speech.level() / before);
        least = std::min(least, change);
        most = std::max(most, change);
    }
    BOOST_TEST(least > -18.1); // half of the tilt's 12 dB, and the peak's 12
    BOOST_TEST(most < 18.1);
    BOOST_TEST(least < -3);
    BOOST_TEST(most > 3);
}

BOOST_AUTO_TEST_CASE(a_click_rings_behind_itself_only) {
    std::vector<float> click(8000);
    click[1000] = 1;
    for (std::uint64_t row = 0; row < 20; ++row) {
        Speech speech = words::speech(click);
        duet::Random random(1, row);
        Reverberation{.shortest = 0.1, .longest = 0.3, .direct = 2}(speech, random);
        double before = 0;
        double ringing = 0;
        for (std::size_t i = 0; i < 1000; ++i) before += std::abs(static_cast<double>(speech.samples[i]));
        for (std::size_t i = 1001; i < 8000; ++i) ringing += std::pow(static_cast<double>(speech.samples[i]), 2);
        BOOST_TEST(before == 0.0);
        BOOST_TEST(speech.samples[1000] == 1.0F);
        BOOST_TEST(ringing > 0.05);
        BOOST_TEST(ringing < 0.9); // reflections that meet may add up
    }
}
