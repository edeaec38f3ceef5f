#define BOOST_TEST_MODULE drawing
#include "digits/serve/drawing.hpp"

#include "duet/core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

using digits::centred;

namespace {

/// Of `side` x `side`, ink in columns left to before right, rows top to before bottom.
std::vector<std::uint8_t> rectangle(std::size_t side, std::size_t left, std::size_t right, std::size_t top, std::size_t bottom) {
    std::vector<std::uint8_t> ink(side * side, 0);
    for (std::size_t y = top; y < bottom; ++y)
        std::fill_n(ink.begin() + static_cast<std::ptrdiff_t>(y * side + left), right - left, std::uint8_t{255});
    return ink;
}

/// First and last columns, first and last rows with ink.
std::array<std::size_t, 4> extent(const std::vector<float>& picture) {
    std::array<std::size_t, 4> ends{28, 0, 28, 0};
    for (std::size_t i = 0; i < picture.size(); ++i) {
        if (picture[i] <= 0) continue;
        ends = {std::min(ends[0], i % 28), std::max(ends[1], i % 28), std::min(ends[2], i / 28), std::max(ends[3], i / 28)};
    }
    return ends;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_drawing_fills_the_box_in_its_longer_direction) {
    const auto tall = centred(rectangle(280, 100, 130, 20, 260), 280);
    BOOST_TEST(extent(tall) == (std::array<std::size_t, 4>{13, 15, 4, 23}), boost::test_tools::per_element()); // 30 : 240 is 2.5 : 20, so 3 columns
    const auto wide = centred(rectangle(280, 40, 240, 200, 240), 280);
    BOOST_TEST(extent(wide) == (std::array<std::size_t, 4>{4, 23, 12, 15}), boost::test_tools::per_element());
    for (const float ink : wide) BOOST_TEST((ink == 0.0F || std::abs(ink - 255.0F) < 1e-3F));
}

BOOST_AUTO_TEST_CASE(place_and_size_make_no_difference) {
    const auto large = centred(rectangle(280, 40, 240, 40, 240), 280);
    const auto small = centred(rectangle(280, 200, 220, 3, 23), 280);
    const auto tiny = centred(rectangle(64, 10, 11, 60, 61), 64); // a pixel
    BOOST_TEST(large == small, boost::test_tools::per_element());
    BOOST_TEST(large == tiny, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_centre_of_mass_lies_in_the_middle) {
    auto ink = rectangle(280, 40, 240, 40, 60); // the bar of a T, heavy on top
    const auto stem = rectangle(280, 130, 150, 60, 240);
    for (std::size_t i = 0; i < ink.size(); ++i) ink[i] = std::max(ink[i], stem[i]);
    const auto picture = centred(ink, 280);
    double mass = 0, across = 0, down = 0;
    for (std::size_t i = 0; i < picture.size(); ++i) {
        mass += picture[i];
        across += picture[i] * (static_cast<double>(i % 28) + 0.5);
        down += picture[i] * (static_cast<double>(i / 28) + 0.5);
    }
    BOOST_TEST(std::abs(across / mass - 14) <= 0.5);
    BOOST_TEST(std::abs(down / mass - 14) <= 0.5);
    BOOST_TEST(extent(picture)[2] > 4U); // so the box is lower than in the middle
}

BOOST_AUTO_TEST_CASE(ink_is_kept_as_it_is_averaged) {
    auto ink = rectangle(40, 0, 40, 0, 40);
    for (std::size_t i = 0; i < ink.size(); ++i) {
        if (i % 2 == 1) ink[i] = 0; // every other column
    }
    const auto picture = centred(ink, 40);
    const double sum = std::accumulate(picture.begin(), picture.end(), 0.0);
    // The box reaches from the first column with ink to the last: 39 of 40, of which 20 are full.
    BOOST_TEST(sum / (400 * 255) == 20.0 / 39, boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(nothing_at_all_and_another_size_are_refused) {
    const auto says = [](const char* words) { return [words](const duet::Error& error) { return error.what() == std::string(words); }; };
    BOOST_CHECK_EXCEPTION(centred(std::vector<std::uint8_t>(784, 31), 28), duet::Error, says("the drawing is blank; expected a digit"));
    BOOST_CHECK_EXCEPTION(centred(std::vector<std::uint8_t>(784, 31), 280), duet::Error, says("the drawing has 784 values; expected 280 x 280"));
    BOOST_CHECK_THROW(centred({}, 0), duet::Error);
}

BOOST_AUTO_TEST_CASE(ink_at_the_edges_stays_in_the_picture) {
    for (const std::size_t side : {1U, 2U, 27U, 280U, 281U}) {
        const auto picture = centred(std::vector<std::uint8_t>(side * side, 255), side);
        BOOST_TEST(extent(picture) == (std::array<std::size_t, 4>{4, 23, 4, 23}), boost::test_tools::per_element());
    }
    auto heavy = rectangle(280, 0, 280, 0, 280); // faint, but for its left edge
    for (std::size_t i = 0; i < heavy.size(); ++i) heavy[i] = i % 280 < 14 ? 255 : 32;
    const auto picture = centred(heavy, 280);
    BOOST_TEST(extent(picture)[1] < 28U);
    BOOST_TEST(extent(picture)[0] > 4U);
}
