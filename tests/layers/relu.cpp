#define BOOST_TEST_MODULE relu
#include "duet/layers/relu.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<ReLU, Shape<7>>();
    check_layer<ReLU, Shape<3, 5, 7>>();
}

BOOST_AUTO_TEST_CASE(zero_below_and_the_same_above) {
    LayerProbe<bind<ReLU, Shape<5>>, float> probe(1);
    const float values[] = {-2, -0.0F, 0, 3, std::numeric_limits<float>::quiet_NaN()};
    for (std::size_t i = 0; i < 5; ++i) {
        probe.input[i] = values[i];
        probe.output_gradient[i] = 1;
    }
    probe.forward();
    probe.backward();
    const float slopes[] = {0, 0, 0, 1};
    for (std::size_t i = 0; i < 4; ++i) {
        BOOST_TEST(probe.output[i] == std::max(values[i], 0.0F));
        BOOST_TEST(probe.input_gradient[i] == slopes[i]);
    }
    BOOST_TEST(std::isnan(probe.output[4]));
}
