#define BOOST_TEST_MODULE golden_elementwise_layers
#include "golden_case.hpp"

#include "duet/compose/residual.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/sigmoid.hpp"
#include "duet/layers/tanh.hpp"

using namespace duet;

BOOST_AUTO_TEST_CASE(linear) {
    golden::check<Linear<5>, Shape<7>>("linear");
    golden::check<Linear<4>, Shape<5, 7>>("linear_sequence");
    golden::check<Residual<Named<"", Linear<6>>>, Shape<6>>("residual");
}

BOOST_AUTO_TEST_CASE(activations) {
    golden::check<ReLU, Shape<3, 5>>("relu");
    golden::check<GELU, Shape<3, 5>>("gelu");
    golden::check<Tanh, Shape<3, 5>>("tanh");
    golden::check<Sigmoid, Shape<3, 5>>("sigmoid");
}
