#define BOOST_TEST_MODULE mild_speech
#include "duet/data/augment/mild_speech.hpp"
#include "words.hpp"

using namespace duet::data;

BOOST_AUTO_TEST_CASE(keeps_the_rules) { words::check(mild_speech()); }

BOOST_AUTO_TEST_CASE(varies_the_sound_and_its_analysis) {
    Speech first = words::speech(words::tone(440, 3000));
    Speech second = words::speech(words::tone(440, 3000));
    duet::Random one(1, 1);
    duet::Random other(1, 2);
    mild_speech()(first, one);
    mild_speech()(second, other);
    BOOST_TEST(first.samples.size() == 8000U);
    BOOST_TEST((first.samples != second.samples));
    BOOST_TEST(first.analysis.hop != second.analysis.hop);
    BOOST_TEST(first.analysis.mel_warp != second.analysis.mel_warp);
    Mfcc mfcc;
    mfcc(first.samples, first.analysis); // which is within its range
}
