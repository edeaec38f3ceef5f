#define BOOST_TEST_MODULE max_pool2d
#include "duet/layers/max_pool2d.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace duet;

static_assert(std::is_same_v<bind<MaxPool2d<2>, Shape<3, 28, 14>>::Output, Shape<3, 14, 7>>);
static_assert(std::is_same_v<bind<MaxPool2d<3, 2>, Shape<2, 7, 9>>::Output, Shape<2, 3, 4>>);
static_assert(std::is_same_v<bind<MaxPool2d<Extent2d{1, 3}, Extent2d{2, 1}>, Shape<2, 7, 9>>::Output, Shape<2, 4, 7>>);

static_assert(!windows_cover<Shape<8, 7, 8>, 2, 2>() && !windows_cover<Shape<8, 8, 7>, 2, 2>() && !windows_cover<Shape<8, 2, 2>, 3, 1>());
static_assert(!windows_cover<Shape<64>, 2, 2>() && !windows_cover<Shapes<Shape<8, 8, 8>>, 2, 2>());

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<MaxPool2d<2>, Shape<3, 4, 6>>();
    check_layer<MaxPool2d<3, 2>, Shape<2, 5, 7>>();
    check_layer<MaxPool2d<Extent2d{2, 1}, 3>, Shape<1, 8, 7>>();
}
