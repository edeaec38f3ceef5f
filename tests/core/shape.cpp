#define BOOST_TEST_MODULE shape
#include "duet/core/shape.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

// Compiling is passing.
static_assert(Shape<2, 3, 4>::size == 24 && Shape<2, 3, 4>::rank == 3 && Shape<2, 3, 4>::last == 4 && Shape<2, 3, 4>::rows == 6);
static_assert(Shapes<Shape<2>, Shape<3, 4>>::size == 14 && Shapes<>::size == 0);
static_assert(std::is_same_v<Shapes<Shape<2>, Shape<3>>::at<1>, Shape<3>>);
static_assert(std::is_same_v<with_last<Shape<2, 3>, 7>, Shape<2, 7>> && std::is_same_v<with_last<Shape<5>, 7>, Shape<7>>);
static_assert(is_shape<Shape<1>> && !is_shape<Shapes<Shape<1>>> && is_shapes<Shapes<>> && is_unknown<UnknownShape>);

BOOST_AUTO_TEST_CASE(extents) { BOOST_TEST((Shape<1, 28, 28>::extents == std::array<std::size_t, 3>{1, 28, 28})); }
