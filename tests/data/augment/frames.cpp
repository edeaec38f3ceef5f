#define BOOST_TEST_MODULE frames
#include "duet/data/augment/frames.hpp"
#include "cepstra_fixture.hpp"

#include <set>

using namespace duet::data;
using cepstra_fixture::Values;

namespace {

/// Frame t holds t everywhere: where frames come from can be read.
Values ramp() {
    Values values{};
    for (std::size_t i = 0; i < mfcc_size; ++i) values[i] = static_cast<float>(i / 13);
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    cepstra_fixture::check(TimeShift{});
    cepstra_fixture::check(TimeStretch{});
    cepstra_fixture::check(TimeWarp{});
    cepstra_fixture::check(TimeWarp{1000});
    cepstra_fixture::check(TimeShift{100});
}

BOOST_AUTO_TEST_CASE(nothing_moves_in_a_range_of_nothing) {
    const Values word = cepstra_fixture::word();
    BOOST_TEST((cepstra_fixture::after(TimeShift{0}, word, 1) == word));
    BOOST_TEST((cepstra_fixture::after(TimeStretch{1}, word, 1) == word));
    BOOST_TEST(cepstra_fixture::distance(cepstra_fixture::after(TimeWarp{0}, word, 1), word) < 1e-4);
}

BOOST_AUTO_TEST_CASE(a_shift_is_exact_and_every_one_comes) {
    std::set<int> shifts;
    for (std::uint64_t row = 0; row < 200; ++row) {
        const Values moved = cepstra_fixture::after(TimeShift{4}, ramp(), row);
        const int shift = 19 - static_cast<int>(moved[19 * 13]);
        shifts.insert(shift);
        for (int t = 0; t < 39; ++t) BOOST_REQUIRE(static_cast<int>(moved[static_cast<std::size_t>(t) * 13 + 5]) == std::clamp(t - shift, 0, 38));
    }
    BOOST_TEST(shifts.size() == 9U);
    BOOST_TEST(*shifts.begin() == -4);
    BOOST_TEST(*shifts.rbegin() == 4);
}

BOOST_AUTO_TEST_CASE(a_stretch_keeps_the_middle_and_its_factor) {
    double least = 10;
    double most = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        const Values moved = cepstra_fixture::after(TimeStretch{1.25}, ramp(), row);
        BOOST_REQUIRE(moved[19 * 13] == 19.0F);
        const double speed = static_cast<double>(moved[24 * 13] - moved[14 * 13]) / 10;
        least = std::min(least, speed);
        most = std::max(most, speed);
    }
    BOOST_TEST(least > 0.799);
    BOOST_TEST(least < 0.82);
    BOOST_TEST(most < 1.251);
    BOOST_TEST(most > 1.22);
}

BOOST_AUTO_TEST_CASE(a_warp_keeps_both_ends_and_the_order) {
    double furthest = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        const Values moved = cepstra_fixture::after(TimeWarp{3}, ramp(), row);
        BOOST_REQUIRE(moved[0] == 0.0F);
        BOOST_REQUIRE_CLOSE(moved[38 * 13], 38.0F, 1e-4F);
        for (std::size_t t = 1; t < 39; ++t) {
            BOOST_REQUIRE(moved[t * 13] > moved[(t - 1) * 13]);
            furthest = std::max(furthest, std::abs(static_cast<double>(moved[t * 13]) - static_cast<double>(t)));
        }
    }
    BOOST_TEST(furthest < 3.0001);
    BOOST_TEST(furthest > 2.5);
}
