#define BOOST_TEST_MODULE cepstra
#include "duet/data/augment/cepstra.hpp"
#include "cepstra_fixture.hpp"

using namespace duet::data;

BOOST_AUTO_TEST_CASE(digital_silence_is_known) {
    cepstra_fixture::Values word = cepstra_fixture::word();
    for (std::size_t t = 0; t < mfcc_frames; ++t) BOOST_TEST(is_silent(frame_of(word, t)) == (t < 9 || t > 29));
    cepstra_fixture::Values silence = cepstra_fixture::silence();
    BOOST_TEST(silence[12] == log_silence);
    BOOST_TEST(mean_frame(silence)[0] == 0.0F);
    BOOST_TEST(mean_frame(silence)[12] == log_silence);
}

BOOST_AUTO_TEST_CASE(the_mean_is_of_what_speaks) {
    cepstra_fixture::Values values = cepstra_fixture::silence();
    for (const std::size_t t : {3U, 30U}) {
        for (std::size_t k = 0; k < 13; ++k) values[t * 13 + k] = static_cast<float>(t + k);
    }
    const auto mean = mean_frame(values);
    for (std::size_t k = 0; k < 13; ++k) BOOST_TEST(mean[k] == 16.5F + static_cast<float>(k));
}

BOOST_AUTO_TEST_CASE(ten_decibels_are_a_factor_of_ten) { BOOST_CHECK_CLOSE(std::exp(10 * nepers), 10.0, 1e-9); }
