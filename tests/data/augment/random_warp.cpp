#define BOOST_TEST_MODULE random_warp
#include "duet/data/augment/random_warp.hpp"

#include <cmath>
#include <numeric>

#include <boost/test/unit_test.hpp>

using duet::Random;
using namespace duet::data;

namespace {

/// A filled rectangle off the middle.
Picture drawn() {
    Picture picture;
    for (std::size_t row = 8; row < 20; ++row) {
        for (std::size_t column = 10; column < 16; ++column) picture.pixels[row * 28 + column] = 1;
    }
    return picture;
}

double ink(const Picture& picture) { return std::accumulate(picture.pixels.begin(), picture.pixels.end(), 0.0); }

} // namespace

BOOST_AUTO_TEST_CASE(ranges_of_zero_change_nothing) {
    Picture picture = drawn();
    Random random(1);
    RandomWarp{0, 0, 0, 0, 0}(picture, random);
    BOOST_TEST((picture.pixels == drawn().pixels));
}

BOOST_AUTO_TEST_CASE(the_same_numbers_the_same_picture_and_nothing_from_nothing) {
    for (std::uint64_t row = 0; row < 20; ++row) {
        Picture first = drawn();
        Picture second = drawn();
        Picture empty;
        Random one(1, row);
        Random other(1, row);
        RandomWarp{}(first, one);
        RandomWarp{}(second, other);
        RandomWarp{}(empty, one);
        BOOST_TEST((first.pixels == second.pixels));
        BOOST_TEST((first.pixels != drawn().pixels));
        BOOST_TEST(ink(empty) == 0.0);
    }
}

BOOST_AUTO_TEST_CASE(ink_is_roughly_kept) {
    double total = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        Picture picture = drawn();
        Random random(1, row);
        RandomWarp{}(picture, random);
        BOOST_TEST(ink(picture) > 0.5 * ink(drawn()));
        BOOST_TEST(ink(picture) < 2.0 * ink(drawn()));
        for (const float v : picture.pixels) BOOST_REQUIRE((v >= 0 && v <= 1.0001F));
        total += ink(picture);
    }
    BOOST_CHECK_CLOSE(total / 200, ink(drawn()), 5.0);
}

BOOST_AUTO_TEST_CASE(a_shift_moves_the_middle_of_the_ink_by_no_more_than_asked) {
    const auto middle = [](const Picture& picture) {
        double column = 0;
        for (std::size_t i = 0; i < picture.pixels.size(); ++i) column += static_cast<double>(picture.pixels[i]) * static_cast<double>(i % 28);
        return column / ink(picture);
    };
    double furthest = 0;
    for (std::uint64_t row = 0; row < 100; ++row) {
        Picture picture = drawn();
        Random random(1, row);
        RandomWarp{0, 0, 0, 3, 0}(picture, random);
        BOOST_CHECK_CLOSE(ink(picture), ink(drawn()), 1e-3);
        furthest = std::max(furthest, std::abs(middle(picture) - middle(drawn())));
    }
    BOOST_TEST(furthest <= 3.0001);
    BOOST_TEST(furthest > 2.5);
}

BOOST_AUTO_TEST_CASE(whatever_the_ranges_nothing_is_read_outside) {
    for (std::uint64_t row = 0; row < 50; ++row) {
        Picture picture = drawn();
        Random random(1, row);
        RandomWarp{180, 3, 5, 1000, 100}(picture, random);
        for (const float v : picture.pixels) BOOST_REQUIRE((v >= 0 && v <= 1.0001F));
    }
}

BOOST_AUTO_TEST_CASE(erasing_leaves_a_rectangle) {
    for (std::uint64_t row = 0; row < 100; ++row) {
        Picture picture;
        picture.pixels.fill(1);
        Random random(1, row);
        RandomErasing{4, 10}(picture, random);
        const double erased = 784 - ink(picture);
        BOOST_TEST(erased >= 16.0);
        BOOST_TEST(erased <= 100.0);
    }
}
