#define BOOST_TEST_MODULE front_end
#include "duet/data/front_end.hpp"
#include "duet/core/random.hpp"
#include "fixture.hpp"

#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet::data;
using fixture::check_error;

namespace {

std::vector<float> random_coefficients(std::uint64_t seed) {
    duet::Random random(seed);
    std::vector<float> values(mfcc_size);
    for (float& v : values) v = static_cast<float>(random.uniform(-10, 10));
    return values;
}

std::vector<float> tokens_of(const FrontEnd& front_end, const std::vector<float>& coefficients) {
    std::vector<float> tokens(front_end.size(), NAN);
    front_end(coefficients, tokens);
    return tokens;
}

} // namespace

BOOST_AUTO_TEST_CASE(by_default_the_coefficients_are_the_tokens) {
    const auto coefficients = random_coefficients(1);
    BOOST_TEST((tokens_of({}, coefficients) == coefficients));
}

BOOST_AUTO_TEST_CASE(level_and_microphone_make_no_difference_once_normalised) {
    const FrontEnd front_end{.normalise = true, .slopes = 2};
    auto coefficients = random_coefficients(2);
    const auto tokens = tokens_of(front_end, coefficients);
    for (std::size_t t = 0; t < mfcc_frames; ++t) {
        for (std::size_t k = 0; k < mfcc_coefficients; ++k) coefficients[t * mfcc_coefficients + k] += 0.5F * static_cast<float>(k);
    }
    const auto elsewhere = tokens_of(front_end, coefficients);
    for (std::size_t i = 0; i < tokens.size(); ++i) BOOST_REQUIRE_SMALL(tokens[i] - elsewhere[i], 1e-4F);
}

BOOST_AUTO_TEST_CASE(the_mean_is_taken_over_frames_that_speak) {
    std::vector<float> coefficients(mfcc_size);
    for (std::size_t t = 0; t < mfcc_frames; ++t) { // ten loud frames of 3 among silent ones of -100
        const bool loud = t >= 10 && t < 20;
        std::fill_n(coefficients.begin() + static_cast<std::ptrdiff_t>(t * 13), 12, loud ? 3.0F : -100.0F);
        coefficients[t * 13 + 12] = loud ? 2.0F : -23.0F;
    }
    const auto tokens = tokens_of({.normalise = true}, coefficients);
    BOOST_CHECK_SMALL(tokens[15 * 13], 1e-4F);
    BOOST_CHECK_CLOSE(tokens[0], -103.0F, 1e-3F);
    BOOST_TEST(tokens[15 * 13 + 12] == 0.0F);
    BOOST_TEST(tokens[12] == -7.0F);
}

BOOST_AUTO_TEST_CASE(slopes_of_a_ramp_by_hand) {
    std::vector<float> coefficients(mfcc_size);
    for (std::size_t t = 0; t < mfcc_frames; ++t) coefficients[t * 13 + 4] = 3.0F * static_cast<float>(t);
    const auto tokens = tokens_of({.slopes = 2}, coefficients);
    BOOST_CHECK_CLOSE(tokens[20 * 26 + 13 + 4], 3.0F, 1e-4F);
    BOOST_CHECK_CLOSE(tokens[0 * 26 + 13 + 4], (1 * 3.0F + 2 * 6.0F) / 10, 1e-4F); // nothing before the first frame
    BOOST_CHECK_CLOSE(tokens[38 * 26 + 13 + 4], (1 * 3.0F + 2 * 6.0F) / 10, 1e-4F);
    BOOST_TEST(tokens[20 * 26 + 13 + 5] == 0.0F);
    BOOST_TEST(tokens[20 * 26 + 4] == 60.0F);
}

BOOST_AUTO_TEST_CASE(silence_stays_finite) {
    Mfcc mfcc;
    const auto coefficients = mfcc(std::vector<float>{});
    for (const float v : tokens_of({.normalise = true, .slopes = 2}, {coefficients.begin(), coefficients.end()})) BOOST_TEST(v == 0.0F);
}

BOOST_AUTO_TEST_CASE(silence_at_the_ends_is_trimmed) {
    const std::vector<float> samples{0, 0.001F, 0.5F, 0, -1, 0.3F, 0.01F, 0};
    const auto word = trimmed(samples);
    BOOST_TEST(word.data() == samples.data() + 2);
    BOOST_TEST(word.size() == 4U);
    BOOST_TEST(trimmed(std::vector<float>(10)).empty());
    BOOST_TEST(trimmed({}).empty());
}

BOOST_AUTO_TEST_CASE(text_there_and_back) {
    for (const FrontEnd front_end : {FrontEnd{}, FrontEnd{true, false, 3}, FrontEnd{true, true, 2}, FrontEnd{false, true, 0}}) {
        BOOST_TEST((FrontEnd::from_text(front_end.text()) == front_end));
    }
    check_error([] { FrontEnd::from_text("normalise slopes=77"); }, {"front end 'normalise slopes=77'"});
}

BOOST_AUTO_TEST_CASE(other_sizes_are_refused) {
    std::vector<float> tokens(507);
    check_error([&] { FrontEnd{.slopes = 2}(random_coefficients(1), tokens); }, {"room for 507"});
}
