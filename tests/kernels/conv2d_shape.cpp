#define BOOST_TEST_MODULE conv2d_shape
#include "duet/kernels/conv2d_shape.hpp"

#include <boost/test/unit_test.hpp>

using duet::kernels::ConvShape;

BOOST_AUTO_TEST_CASE(same_padding_keeps_the_extents) {
    constexpr ConvShape shape{2, {7, 9}, 4, {5, 3}, {1, 1}, {2, 1}, {2, 1}};
    static_assert(shape.out().height == 7 && shape.out().width == 9);
    static_assert(shape.padded().height == 11 && shape.padded().width == 11);
    static_assert(shape.weights() == 4 * 2 * 15);
    BOOST_TEST(shape.out().area() == 63U);
}

BOOST_AUTO_TEST_CASE(what_no_window_reaches_behind_is_no_border) {
    constexpr ConvShape shape{1, {8, 8}, 1, {3, 3}, {2, 2}, {1, 1}, {1, 1}}; // windows from -1, 1, 3, 5: the last ends at 7
    BOOST_TEST(shape.out().height == 4U);
    BOOST_TEST(shape.padded().height == 9U);
}

BOOST_AUTO_TEST_CASE(rows_behind_the_last_window_are_kept) {
    constexpr ConvShape shape{1, {6, 6}, 1, {3, 3}, {2, 2}, {0, 0}, {0, 0}}; // windows from 0 and 2: row 5 is not seen
    BOOST_TEST(shape.out().height == 2U);
    BOOST_TEST(shape.padded().height == 6U);
}
