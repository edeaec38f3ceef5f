#define BOOST_TEST_MODULE babble
#include "duet/data/augment/babble.hpp"
#include "words.hpp"

using namespace duet::data;

namespace {

const std::vector<std::vector<float>> bank{words::tone(300, 3000), words::tone(500, 8000), words::tone(900, 12'000), {}, std::vector<float>(500)};

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_rules) {
    words::check(Babble{.bank = bank});
    words::check(Babble{});
}

BOOST_AUTO_TEST_CASE(is_as_far_below_the_word_as_asked) {
    const std::vector<float> word = words::tone(400, 8000);
    for (std::uint64_t row = 0; row < 30; ++row) {
        Speech speech = words::speech(word);
        duet::Random random(1, row);
        Babble{.bank = std::span(bank).first(3), .least = 7, .most = 7, .close_cut = 0}(speech, random);
        const double level = words::speech(word).level();
        for (std::size_t i = 0; i < word.size(); ++i) speech.samples[i] -= word[i];
        BOOST_CHECK_CLOSE(speech.level(), level * decibels(-7), 0.1);
    }
}

BOOST_AUTO_TEST_CASE(no_bank_is_silence) {
    const std::vector<float> word = words::tone(400, 8000);
    for (const std::size_t first : {0U, 3U}) { // none at all; an empty and a silent recording
        Speech speech = words::speech(word);
        duet::Random random(1);
        Babble{.bank = first == 0 ? std::span<const std::vector<float>>() : std::span(bank).subspan(first)}(speech, random);
        BOOST_TEST((speech.samples == word));
    }
}
