#define BOOST_TEST_MODULE reshape
#include "duet/layers/reshape.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace duet;

static_assert(std::is_same_v<bind<Reshape<4, 6>, Shape<2, 3, 4>>::Output, Shape<4, 6>>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Reshape<4, 6>, Shape<2, 3, 4>>();
    check_layer<Reshape<5>, Shape<5>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_order) {
    LayerProbe<bind<Reshape<3, 2>, Shape<6>>, float> probe(2);
    for (std::size_t i = 0; i < 12; ++i) probe.input[i] = static_cast<float>(i);
    probe.forward();
    for (std::size_t i = 0; i < 12; ++i) BOOST_TEST(probe.output[i] == static_cast<float>(i));
}
