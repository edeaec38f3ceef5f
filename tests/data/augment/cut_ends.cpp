#define BOOST_TEST_MODULE cut_ends
#include "duet/data/augment/cut_ends.hpp"
#include "words.hpp"

#include <algorithm>
#include <span>

using namespace duet::data;

namespace {

/// A word of 3,200 samples between 800 samples each, before and behind it, that are `below` dB softer.
std::vector<float> with_soft_ends(double below) {
    std::vector<float> word = words::tone(400, 4800);
    for (std::size_t i = 0; i < word.size(); ++i)
        if (i < 800 || i >= 4000) word[i] *= static_cast<float>(decibels(-below));
    return word;
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_rules) { words::check(CutEnds{}); }

BOOST_AUTO_TEST_CASE(soft_ends_are_lost_and_others_stay) {
    const std::vector<float> middle = words::tone(400, 4800);
    for (std::uint64_t row = 0; row < 20; ++row) {
        duet::Random random(1, row);
        Speech lost = words::speech(with_soft_ends(30));
        CutEnds{10, 25}(lost, random);
        BOOST_TEST(std::ranges::equal(lost.samples, std::span(middle).subspan(800, 3200)));
        BOOST_TEST(lost.begin == 0U);
        BOOST_TEST(lost.end == 3200U);
        Speech kept = words::speech(with_soft_ends(5));
        CutEnds{10, 25}(kept, random);
        BOOST_TEST((kept.samples == with_soft_ends(5)));
    }
}

BOOST_AUTO_TEST_CASE(the_threshold_is_drawn_anew) {
    int lost = 0;
    for (std::uint64_t row = 0; row < 1000; ++row) {
        Speech speech = words::speech(with_soft_ends(20));
        duet::Random random(1, row);
        CutEnds{10, 40}(speech, random);
        if (speech.samples.size() == 3200) ++lost;
    }
    BOOST_TEST(lost > 280); // a third, where the threshold is under 20 dB
    BOOST_TEST(lost < 390);
}

BOOST_AUTO_TEST_CASE(too_little_is_left_whole) {
    std::vector<float> click(4000, 0.001F);
    std::fill_n(click.begin() + 2000, 80, 0.5F);
    Speech speech = words::speech(click);
    duet::Random random(1);
    CutEnds{}(speech, random);
    BOOST_TEST((speech.samples == click));
}
