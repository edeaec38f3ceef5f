#define BOOST_TEST_MODULE masks
#include "duet/data/augment/masks.hpp"
#include "cepstra_fixture.hpp"
#include "duet/data/augment/compose.hpp"

using namespace duet::data;
using cepstra_fixture::Values;

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    cepstra_fixture::check(FrequencyMask{});
    cepstra_fixture::check(TimeMask{});
}

BOOST_AUTO_TEST_CASE(masked_frames_are_the_mean_and_the_others_as_they_were) {
    Values word = cepstra_fixture::word();
    const auto mean = mean_frame(word);
    std::array<std::size_t, 7> widths{};
    for (std::uint64_t row = 0; row < 300; ++row) {
        const Values masked = cepstra_fixture::after(TimeMask{6}, word, row);
        std::size_t width = 0;
        std::size_t runs = 0;
        bool inside = false;
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            const bool same = std::equal(word.begin() + static_cast<long>(t * 13), word.begin() + static_cast<long>(t * 13 + 13),
                                         masked.begin() + static_cast<long>(t * 13));
            if (!same) {
                for (std::size_t k = 0; k < 13; ++k) BOOST_REQUIRE(masked[t * 13 + k] == mean[k]);
                ++width;
                runs += inside ? 0 : 1;
            }
            inside = !same;
        }
        BOOST_REQUIRE(width <= 6);
        BOOST_REQUIRE(runs <= 1);
        ++widths[width];
    }
    for (const std::size_t count : widths) BOOST_TEST(count > 20U);
}

BOOST_AUTO_TEST_CASE(any_width_is_understood) {
    for (std::uint64_t row = 0; row < 100; ++row) {
        BOOST_TEST((cepstra_fixture::after(TimeMask{0}, cepstra_fixture::word(), row) == cepstra_fixture::word()));
        BOOST_TEST((cepstra_fixture::after(FrequencyMask{0}, cepstra_fixture::word(), row) == cepstra_fixture::word()));
        (void)cepstra_fixture::after(Compose(TimeMask{1000}, FrequencyMask{1000}), cepstra_fixture::word(), row);
    }
}

BOOST_AUTO_TEST_CASE(a_masked_band_varies_less_and_energies_stay) {
    const auto spread = [](Values values, std::size_t m) { // of a filter over frames 12..26
        float sum = 0;
        float squares = 0;
        for (std::size_t t = 12; t < 27; ++t) {
            const float v = log_mel(frame_of(values, t), m);
            sum += v / 15;
            squares += v * v / 15;
        }
        return std::sqrt(std::max(0.0F, squares - sum * sum));
    };
    const Values word = cepstra_fixture::word();
    double before = 0;
    double after = 0;
    for (std::uint64_t row = 0; row < 100; ++row) {
        const Values masked = cepstra_fixture::after(FrequencyMask{26}, word, row);
        duet::Random again(duet::RandomStream{5, 1}.child(row));
        const std::size_t width = again.below(27);
        const std::size_t first = again.below(26 - width + 1);
        for (std::size_t m = first; m < first + width; ++m) {
            before += static_cast<double>(spread(word, m));
            after += static_cast<double>(spread(masked, m));
        }
        for (std::size_t t = 0; t < mfcc_frames; ++t) BOOST_REQUIRE(masked[t * 13 + 12] == word[t * 13 + 12]);
    }
    BOOST_TEST(after < 0.35 * before);
}
