#define BOOST_TEST_MODULE erasing
#include "duet/data/augment/erasing.hpp"
#include "pictures.hpp"

#include <algorithm>

using namespace duet::data;
using pictures::Drawing;

BOOST_AUTO_TEST_CASE(keeps_the_rules) {
    pictures::check(RandomErasing{.least = 0.3, .most = 0.4});
    Drawing drawing = pictures::seven();
    drawing.apply(RandomErasing{.least = 0, .most = 0}, 1);
    BOOST_TEST((drawing == pictures::seven()));
}

BOOST_AUTO_TEST_CASE(one_rectangle_inside_the_picture) {
    bool corner = false;
    for (std::uint64_t row = 0; row < 500; ++row) {
        Drawing drawing;
        drawing.pixels.fill(1);
        drawing.apply(RandomErasing{.least = 0.05, .most = 0.2, .aspect = 3, .value = 0.5F}, row);
        std::size_t top = 28, bottom = 0, left = 28, right = 0;
        for (std::size_t i = 0; i < 784; ++i) {
            if (drawing.pixels[i] == 1) continue;
            BOOST_REQUIRE(drawing.pixels[i] == 0.5F);
            top = std::min(top, i / 28);
            bottom = std::max(bottom, i / 28 + 1);
            left = std::min(left, i % 28);
            right = std::max(right, i % 28 + 1);
        }
        const auto painted = static_cast<std::size_t>(std::count(drawing.pixels.begin(), drawing.pixels.end(), 0.5F));
        BOOST_TEST(painted == (bottom - top) * (right - left));
        BOOST_TEST(painted > 784 * 0.04);
        BOOST_TEST(painted < 784 * 0.22);
        const double aspect = static_cast<double>(bottom - top) / static_cast<double>(right - left);
        BOOST_TEST(aspect < 3.6); // of whole pixels
        BOOST_TEST(aspect > 1 / 3.6);
        corner = corner || bottom == 28;
    }
    BOOST_TEST(corner);
}

BOOST_AUTO_TEST_CASE(a_rectangle_too_large_is_the_whole_picture) {
    Drawing drawing = pictures::seven();
    drawing.apply(RandomErasing{.least = 5, .most = 5, .aspect = 1}, 1);
    BOOST_TEST(drawing.ink() == 0.0);
}
