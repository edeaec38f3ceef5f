#define BOOST_TEST_MODULE picture
#include "duet/data/augment/picture.hpp"
#include "pictures.hpp"

#include <limits>

using namespace duet::data;
using pictures::Drawing;

namespace {

Drawing moved(const Drawing& drawing, float across, float down) {
    SamplingGrid<28, 28> grid;
    for (float& x : grid.x) x -= across;
    for (float& y : grid.y) y -= down;
    Drawing result = drawing;
    Picture picture{result.pixels};
    resample(grid, picture);
    return result;
}

/// By hand, pixel by pixel.
Drawing moved_by_pixels(const Drawing& drawing, int across, int down) {
    Drawing result;
    for (int r = 0; r < 28; ++r) {
        for (int c = 0; c < 28; ++c) {
            const int row = r - down;
            const int column = c - across;
            const bool inside = row >= 0 && row < 28 && column >= 0 && column < 28;
            result.pixels[static_cast<std::size_t>(r * 28 + c)] = inside ? drawing.pixels[static_cast<std::size_t>(row * 28 + column)] : 0;
        }
    }
    return result;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_new_grid_moves_nothing) { BOOST_TEST((moved(pictures::seven(), 0, 0) == pictures::seven())); }

BOOST_AUTO_TEST_CASE(whole_pixels_are_moved_exactly) {
    Drawing full; // to its edges
    for (std::size_t i = 0; i < 784; ++i) full.pixels[i] = static_cast<float>(i + 1);
    for (int down = -30; down <= 30; ++down) {
        for (int across = -30; across <= 30; ++across) {
            BOOST_REQUIRE((moved(full, static_cast<float>(across), static_cast<float>(down)) == moved_by_pixels(full, across, down)));
        }
    }
}

BOOST_AUTO_TEST_CASE(between_pixels_neighbours_are_averaged) {
    Drawing dot;
    dot.pixels[10 * 28 + 5] = 1;
    const Drawing result = moved(dot, 0.25F, 0.5F);
    BOOST_TEST(result.pixels[10 * 28 + 5] == 0.375F);
    BOOST_TEST(result.pixels[10 * 28 + 6] == 0.125F);
    BOOST_TEST(result.pixels[11 * 28 + 5] == 0.375F);
    BOOST_TEST(result.pixels[11 * 28 + 6] == 0.125F);
    BOOST_TEST(result.ink() == 1.0);
}

BOOST_AUTO_TEST_CASE(nothing_is_read_from_outside) {
    constexpr float infinite = std::numeric_limits<float>::infinity();
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    std::array<float, 784 + 2000> memory;
    memory.fill(1e9F); // what stands before and behind the picture must not show
    std::fill_n(memory.begin() + 1000, 784, 1.0F);
    for (const float far : {-infinite, -1e30F, -29.0F, -1.5F, -1.0F, 28.0F, 28.5F, 1e9F, 1e30F, infinite, none}) {
        SamplingGrid<28, 28> grid;
        for (std::size_t i = 0; i < 784; ++i) (i % 2 == 0 ? grid.x : grid.y)[i] = far;
        Drawing ones;
        ones.pixels.fill(1);
        Picture picture{ones.pixels};
        resample(grid, picture);
        BOOST_TEST(ones.ink() == 0.0);
        Picture within{std::span(memory).subspan<1000, 784>()};
        SamplingGrid<28, 28> edge;
        for (float& x : edge.x) x += 0.75F;
        resample(edge, within);
        for (const float v : within.pixels) BOOST_REQUIRE((v >= 0 && v <= 1));
    }
}

BOOST_AUTO_TEST_CASE(other_sizes) {
    std::array<float, 15> pixels{};
    pixels[7] = 4; // of three rows of five: the middle
    BasicPicture<3, 5> picture{pixels};
    SamplingGrid<3, 5> grid;
    for (float& x : grid.x) x -= 2;
    for (float& y : grid.y) y += 1;
    resample(grid, picture);
    BOOST_TEST(pixels[4] == 4.0F);
    BOOST_TEST(pixels[7] == 0.0F);
}
