#define BOOST_TEST_MODULE extent2d
#include "duet/core/extent2d.hpp"

#include <boost/test/unit_test.hpp>

using duet::Extent2d;

static_assert(Extent2d(5) == Extent2d(5, 5) && Extent2d(3, 5).area() == 15);

template <Extent2d E>
inline constexpr std::size_t height_of = E.height;
static_assert(height_of<Extent2d{3, 5}> == 3 && height_of<4> == 4);

BOOST_AUTO_TEST_CASE(height_comes_first) { BOOST_TEST((Extent2d(3, 5).height == 3 && Extent2d(3, 5).width == 5)); }
