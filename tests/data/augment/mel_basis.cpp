#define BOOST_TEST_MODULE mel_basis
#include "duet/data/augment/mel_basis.hpp"
#include "cepstra_fixture.hpp"

using namespace duet::data;

BOOST_AUTO_TEST_CASE(the_rows_are_orthonormal) {
    for (std::size_t i = 0; i < cepstral_coefficients; ++i) {
        for (std::size_t j = 0; j < cepstral_coefficients; ++j) {
            float sum = 0;
            for (const Cepstrum& column : mel_basis()) sum += column[i] * column[j];
            BOOST_REQUIRE_SMALL(sum - (i == j ? 1.0F : 0.0F), 1e-5F);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_frame_comes_back_from_its_filters) {
    cepstra_fixture::Values values = cepstra_fixture::word();
    const CepstralFrame frame = frame_of(values, 19);
    std::array<float, 13> again{};
    float sum = 0;
    for (std::size_t m = 0; m < mel_filters; ++m) {
        add_log_mel(again, m, log_mel(frame, m));
        sum += log_mel(frame, m);
    }
    for (std::size_t k = 0; k < cepstral_coefficients; ++k) BOOST_TEST(std::abs(again[k] - frame[k]) < 1e-4F);
    BOOST_TEST(std::abs(sum) < 1e-3F);
}

BOOST_AUTO_TEST_CASE(a_tone_is_loudest_in_its_filter) {
    Mfcc mfcc;
    const auto centre = [](double m) { return 700 * (std::pow(1 + 4000.0 / 700, (m + 1) / 27) - 1); };
    for (const std::size_t filter : {4U, 10U, 16U, 22U}) {
        auto values = mfcc(words::tone(centre(static_cast<double>(filter)), 8000));
        std::size_t loudest = 0;
        for (std::size_t m = 0; m < mel_filters; ++m) {
            if (log_mel(frame_of(values, 19), m) > log_mel(frame_of(values, 19), loudest)) loudest = m;
        }
        BOOST_TEST(loudest == filter);
    }
}
