#define BOOST_TEST_MODULE linear
#include "duet/layers/linear.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

using OnSequence = bind<Linear<4>, Shape<39, 13>>;
static_assert(std::is_same_v<OnSequence::Output, Shape<39, 4>>);
static_assert(OnSequence::multiply_adds == 39 * 13 * 4);
static_assert(parameter_offset<OnSequence>("bias") == 64); // 52 weights, rounded up to whole cache lines

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Linear<4>, Shape<7>>();
    check_layer<Linear<3>, Shape<2, 5, 6>>();
    check_layer<Linear<300>, Shape<200>>(); // a weight gradient in tiles
}

BOOST_AUTO_TEST_CASE(multiplies_by_the_weight_and_adds_the_bias) {
    LayerProbe<bind<Linear<2>, Shape<3>>, double> probe(1);
    const double weight[] = {1, 2, 3, 4, 5, 6};
    std::copy_n(weight, 6, probe.parameters.data());
    probe.parameters[16] = 0.5;
    probe.parameters[17] = -0.5;
    std::copy_n(weight, 3, probe.input.data());
    probe.forward();
    BOOST_TEST(probe.output[0] == 1 + 4 + 9 + 0.5);
    BOOST_TEST(probe.output[1] == 4 + 10 + 18 - 0.5);
}
