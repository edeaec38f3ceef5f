#define BOOST_TEST_MODULE mild
#include "duet/data/augment/mild.hpp"
#include "allocation_counter.hpp"
#include "cepstra_fixture.hpp"

using namespace duet::data;
using cepstra_fixture::Values;

namespace {

const std::vector<std::vector<float>> bank{words::tone(300, 3000), words::tone(500, 8000), words::tone(900, 12'000)};

/// 64 augmented words as `threads` threads make them, each with an object of its own.
template <class Recipe>
std::vector<Values> words_of(const Recipe& recipe, int threads) {
    std::vector<Values> rows(64);
#pragma omp parallel num_threads(threads)
    {
        Speech speech;
        Mfcc mfcc;
#pragma omp for schedule(dynamic, 1)
        for (int row = 0; row < 64; ++row) {
            speech.assign(words::tone(300 + 10 * row, 2000 + 90 * static_cast<std::size_t>(row)));
            duet::Random random(duet::RandomStream{1, 2}.child(static_cast<std::uint64_t>(row)));
            recipe(speech, random);
            rows[static_cast<std::size_t>(row)] = mfcc(speech.samples, speech.analysis);
        }
    }
    return rows;
}

} // namespace

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    words::check(mild_speech());
    words::check(mild_speech(bank));
    cepstra_fixture::check(mild_cepstra());
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_makes_the_same_bits) {
    const auto one = words_of(mild_speech(bank), 1);
    BOOST_TEST((words_of(mild_speech(bank), 2) == one));
    BOOST_TEST((words_of(mild_speech(bank), 5) == one));
    BOOST_TEST((words_of(mild_speech(), 1) != one));
}

BOOST_AUTO_TEST_CASE(recipes_stay_within_what_is_analysed) {
    Mfcc mfcc;
    for (std::uint64_t row = 0; row < 300; ++row) {
        Speech speech = words::speech(words::tone(400, 5000));
        duet::Random random(3, row);
        mild_speech()(speech, random);
        BOOST_TEST(speech.samples.size() == 8000U);
        BOOST_TEST(speech.analysis.hop >= 160.0);
        BOOST_TEST(speech.analysis.hop <= 250.0);
        BOOST_TEST(speech.analysis.mel_warp >= 0.91);
        BOOST_TEST(speech.analysis.mel_warp <= 1.10);
        for (const float v : mfcc(speech.samples, speech.analysis)) BOOST_REQUIRE(std::isfinite(v));
    }
}

BOOST_AUTO_TEST_CASE(after_the_first_words_nothing_is_allocated) {
    if (!allocations::can_count()) return;
    const std::vector<float> word = words::tone(400, 5000);
    const auto recipe = mild_speech(bank);
    const auto cepstral = mild_cepstra();
    Speech speech;
    Mfcc mfcc;
    float sum = 0;
    const auto pass = [&](std::uint64_t rows) {
        for (std::uint64_t row = 0; row < rows; ++row) {
            speech.assign(word);
            duet::Random random(3, row);
            recipe(speech, random);
            auto coefficients = mfcc(speech.samples, speech.analysis);
            cepstral(coefficients, random);
            sum += coefficients[0];
        }
    };
    pass(200);
    BOOST_TEST(allocations::count([&] { pass(200); }) == 0U);
    BOOST_TEST(std::isfinite(sum));
}
