#define BOOST_TEST_MODULE speech
#include "words.hpp"

BOOST_AUTO_TEST_CASE(another_word_forgets_the_first) {
    duet::data::Speech speech = words::speech(words::tone(440, 8000));
    BOOST_CHECK_CLOSE(speech.level(), 0.5 / std::numbers::sqrt2, 0.1);
    speech.begin = 10;
    speech.analysis.hop = 250;
    speech.assign(std::vector<float>{1, -1, 1});
    BOOST_TEST(speech.word().size() == 3U);
    BOOST_TEST(speech.level() == 1.0);
    BOOST_TEST(speech.analysis.hop == 200.0);
    speech.assign({});
    BOOST_TEST(speech.level() == 0.0);
}

BOOST_AUTO_TEST_CASE(decibels_by_hand) {
    BOOST_TEST(duet::data::decibels(0) == 1.0);
    BOOST_CHECK_CLOSE(duet::data::decibels(20), 10.0, 1e-9);
    BOOST_CHECK_CLOSE(duet::data::decibels(-6.0206), 0.5, 1e-3);
}
