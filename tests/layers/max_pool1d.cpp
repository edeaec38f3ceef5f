#define BOOST_TEST_MODULE max_pool1d
#include "duet/layers/max_pool1d.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace duet;

static_assert(std::is_same_v<bind<MaxPool1d<3, 2>, Shape<39, 64>>::Output, Shape<19, 64>>);
static_assert(std::is_same_v<bind<MaxPool1d<2>, Shape<6, 3>>::Output, Shape<3, 3>>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<MaxPool1d<3, 2>, Shape<7, 5>>();
    check_layer<MaxPool1d<2>, Shape<6, 3>>();
    check_layer<MaxPool1d<4>, Shape<4, 19>>();
}
