#define BOOST_TEST_MODULE cepstral_warp
#include "duet/data/augment/cepstral_warp.hpp"
#include "cepstra_fixture.hpp"
#include "data/fixture.hpp"

#include "duet/data/wav.hpp"

using namespace duet::data;
using cepstra_fixture::Values;

BOOST_AUTO_TEST_CASE(keeps_the_rules) { cepstra_fixture::check(CepstralWarp{}); }

BOOST_AUTO_TEST_CASE(a_factor_of_one_changes_nothing) {
    const auto matrix = warp_matrix(1);
    for (std::size_t i = 0; i < cepstral_coefficients; ++i) {
        for (std::size_t j = 0; j < cepstral_coefficients; ++j) BOOST_REQUIRE_SMALL(matrix[i][j] - (i == j ? 1.0F : 0.0F), 1e-5F);
    }
    const Values word = cepstra_fixture::word();
    BOOST_TEST(cepstra_fixture::distance(cepstra_fixture::after(CepstralWarp{1, 1}, word, 1), word) < 1e-4);
}

BOOST_AUTO_TEST_CASE(a_lower_tone_that_is_warped_is_a_higher_one) {
    Mfcc mfcc;
    const auto loudest = [](Values values) {
        std::size_t best = 0;
        for (std::size_t m = 0; m < mel_filters; ++m) best = log_mel(frame_of(values, 19), m) > log_mel(frame_of(values, 19), best) ? m : best;
        return best;
    };
    for (const double hertz : {500.0, 1000.0, 2000.0}) {
        for (const double factor : {0.8, 1.25}) {
            const Values warped = cepstra_fixture::after(CepstralWarp{factor, factor}, mfcc(words::tone(hertz, 8000)), 1);
            const std::size_t expected = loudest(mfcc(words::tone(hertz, 8000), {.mel_warp = factor}));
            BOOST_TEST(loudest(warped) + 1 >= expected); // a tone between two filters may count for either
            BOOST_TEST(loudest(warped) <= expected + 1);
            BOOST_TEST(loudest(warped) != loudest(mfcc(words::tone(hertz, 8000))));
        }
    }
}

BOOST_AUTO_TEST_CASE(comes_near_to_the_warped_analysis_of_real_recordings) {
    const auto folder = fixture::shared("data/fsdd-wav");
    if (folder.empty()) return;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".wav") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    Mfcc mfcc;
    for (const double factor : {0.91, 1.1}) {
        double moved = 0;
        double left = 0;
        for (std::size_t i = 0; i < files.size(); i += 20) {
            const std::vector<float> sound = read_wav(files[i]).samples;
            const Values plain = mfcc(sound);
            const Values expected = mfcc(sound, {.mel_warp = factor});
            const Values warped = cepstra_fixture::after(CepstralWarp{factor, factor}, plain, 1);
            for (std::size_t t = 0; t < mfcc_frames; ++t) {
                if (plain[t * 13 + 12] < -8) continue; // what speaks
                for (std::size_t k = t * 13; k < t * 13 + 12; ++k) {
                    moved += std::pow(static_cast<double>(expected[k] - plain[k]), 2);
                    left += std::pow(static_cast<double>(expected[k] - warped[k]), 2);
                }
            }
        }
        BOOST_TEST_MESSAGE("factor " << factor << ": " << std::sqrt(left / moved) << " of the change in cepstra is missing");
        BOOST_TEST(left < 0.3 * moved);
    }
}

BOOST_AUTO_TEST_CASE(extreme_factors_stay_finite) {
    for (const double factor : {0.5, 2.0}) {
        for (const Cepstrum& row : warp_matrix(factor)) {
            for (const float v : row) BOOST_REQUIRE(std::abs(v) < 3);
        }
    }
}
