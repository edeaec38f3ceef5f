#define BOOST_TEST_MODULE place
#include "duet/data/augment/place.hpp"
#include "words.hpp"

#include <algorithm>

using namespace duet::data;

BOOST_AUTO_TEST_CASE(keeps_the_rules) { words::check(PlaceInSecond{}); }

BOOST_AUTO_TEST_CASE(the_word_stands_whole_near_the_middle) {
    const std::vector<float> word(3000, 0.25F);
    for (std::uint64_t row = 0; row < 100; ++row) {
        Speech speech = words::speech(word);
        duet::Random random(1, row);
        PlaceInSecond{0.1}(speech, random);
        BOOST_TEST(speech.samples.size() == 8000U);
        BOOST_TEST(speech.end - speech.begin == 3000U);
        BOOST_TEST(speech.begin >= 1700U);
        BOOST_TEST(speech.begin <= 3300U);
        BOOST_TEST(std::ranges::equal(speech.word(), word));
        BOOST_TEST(std::count(speech.samples.begin(), speech.samples.end(), 0.25F) == 3000);
    }
}

BOOST_AUTO_TEST_CASE(a_long_word_stays) {
    Speech speech = words::speech(words::tone(400, 9000));
    duet::Random random(1);
    PlaceInSecond{}(speech, random);
    BOOST_TEST((speech.samples == words::tone(400, 9000)));
}
