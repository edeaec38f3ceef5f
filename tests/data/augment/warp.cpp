#define BOOST_TEST_MODULE warp
#include "duet/data/augment/warp.hpp"
#include "pictures.hpp"

using namespace duet::data;
using pictures::Drawing;

namespace {

/// Root mean squares over many fields: of the displacement, and of its difference from one column to the next.
struct Roughness {
    double displacement;
    double difference;
};

Roughness measure(const ElasticTransform& step) {
    double squares = 0;
    double differences = 0;
    constexpr std::size_t fields = 400;
    for (std::uint64_t row = 0; row < fields; ++row) {
        duet::Random random(3, row);
        SamplingGrid<28, 28> grid;
        step(grid, random);
        for (std::size_t i = 0; i < 784; ++i) {
            const double here = static_cast<double>(grid.x[i]) - static_cast<double>(i % 28);
            squares += here * here;
            if (i % 28 == 27) continue;
            const double next = static_cast<double>(grid.x[i + 1]) - static_cast<double>(i % 28 + 1);
            differences += (next - here) * (next - here);
        }
    }
    return {std::sqrt(squares / (fields * 784)), std::sqrt(differences / (fields * 27 * 28))};
}

} // namespace

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    pictures::check(Warp(RandomAffine{}));
    pictures::check(Warp(ElasticTransform{}));
    pictures::check(Warp(RandomAffine{}, ElasticTransform{}));
    pictures::check(Warp(ElasticTransform{.displacement = 100, .spacing = 0}, RandomAffine{180, 10, 80, 100}));
}

BOOST_AUTO_TEST_CASE(ranges_of_nothing_change_nothing) {
    for (std::uint64_t row = 0; row < 20; ++row) {
        Drawing drawing = pictures::seven();
        drawing.apply(Warp(RandomAffine{.degrees = 0, .scale = 1, .shear = 0, .shift = 0}, ElasticTransform{.displacement = 0}), row);
        BOOST_TEST((drawing == pictures::seven()));
    }
}

BOOST_AUTO_TEST_CASE(a_shift_moves_the_ink_and_keeps_it) {
    const Drawing seven = pictures::seven();
    double furthest = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        Drawing drawing = seven;
        drawing.apply(Warp(RandomAffine{.degrees = 0, .scale = 1, .shear = 0, .shift = 3}), row);
        duet::Random random(7, row);
        for (int unused = 0; unused < 4; ++unused) random.uniform(); // rotation, both scales, shear
        const double across = random.uniform(-3, 3);
        const double down = random.uniform(-3, 3);
        BOOST_CHECK_CLOSE(drawing.ink(), seven.ink(), 1e-3);
        BOOST_CHECK_SMALL(drawing.centre()[0] - seven.centre()[0] - across, 1e-4);
        BOOST_CHECK_SMALL(drawing.centre()[1] - seven.centre()[1] - down, 1e-4);
        furthest = std::max(furthest, std::abs(across));
    }
    BOOST_TEST(furthest > 2.9);
}

BOOST_AUTO_TEST_CASE(a_turn_keeps_ink_and_distance_from_the_middle) {
    const Drawing seven = pictures::seven();
    const auto distance = [](const Drawing& drawing) { return std::hypot(drawing.centre()[0] - 13.5, drawing.centre()[1] - 13.5); };
    double largest = 0;
    for (std::uint64_t row = 0; row < 100; ++row) {
        Drawing drawing = seven;
        drawing.apply(Warp(RandomAffine{.degrees = 90, .scale = 1, .shear = 0, .shift = 0}), row);
        BOOST_CHECK_CLOSE(drawing.ink(), seven.ink(), 6.0); // a thin stroke between pixels
        BOOST_CHECK_SMALL(distance(drawing) - distance(seven), 0.2);
        largest = std::max(largest, std::abs(drawing.centre()[0] - seven.centre()[0]));
    }
    BOOST_TEST(largest > 1.0);
}

BOOST_AUTO_TEST_CASE(scales_stay_in_their_range) {
    const Drawing seven = pictures::seven();
    double least = 10;
    double most = 0;
    for (std::uint64_t row = 0; row < 300; ++row) {
        Drawing drawing = seven;
        drawing.apply(Warp(RandomAffine{.degrees = 0, .scale = 1.2, .shear = 0, .shift = 0}), row);
        least = std::min(least, drawing.ink() / seven.ink());
        most = std::max(most, drawing.ink() / seven.ink());
    }
    BOOST_TEST(most < 1.2 * 1.2 * 1.05);
    BOOST_TEST(most > 1.3);
    BOOST_TEST(least > 0.95 / (1.2 * 1.2));
    BOOST_TEST(least < 0.8);
}

BOOST_AUTO_TEST_CASE(shear_slants_rows_and_leaves_them_level) {
    Drawing upright;
    for (std::size_t r = 4; r < 24; ++r) upright.pixels[r * 28 + 14] = 1;
    for (std::uint64_t row = 0; row < 50; ++row) {
        Drawing drawing = upright;
        drawing.apply(Warp(RandomAffine{.degrees = 0, .scale = 1, .shear = 20, .shift = 0}), row);
        for (std::size_t r = 0; r < 28; ++r) {
            double ink = 0;
            for (std::size_t c = 0; c < 28; ++c) ink += static_cast<double>(drawing.pixels[r * 28 + c]);
            BOOST_REQUIRE_SMALL(ink - (r >= 4 && r < 24 ? 1.0 : 0.0), 1e-4);
        }
    }
}

BOOST_AUTO_TEST_CASE(elastic_displacements_are_as_large_and_as_smooth_as_asked) {
    // Drawn uniformly from 0 up: the root mean square over all fields is the largest over the square root of 3.
    const Roughness fine = measure({.displacement = 2, .spacing = 4});
    const Roughness coarse = measure({.displacement = 2, .spacing = 12});
    BOOST_CHECK_CLOSE(fine.displacement, 2 / std::sqrt(3.0), 5.0);
    BOOST_CHECK_CLOSE(coarse.displacement, 2 / std::sqrt(3.0), 10.0);
    BOOST_CHECK_CLOSE(fine.difference / coarse.difference, 3.0, 15.0);
}

BOOST_AUTO_TEST_CASE(elastic_ink_is_roughly_kept) {
    const Drawing seven = pictures::seven();
    double mean = 0;
    for (std::uint64_t row = 0; row < 200; ++row) {
        Drawing drawing = seven;
        drawing.apply(Warp(ElasticTransform{}), row);
        BOOST_CHECK_CLOSE(drawing.ink(), seven.ink(), 60.0);
        mean += drawing.ink() / 200;
    }
    BOOST_CHECK_CLOSE(mean, seven.ink(), 3.0);
}
