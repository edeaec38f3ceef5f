#define BOOST_TEST_MODULE residual
#include "duet/compose/residual.hpp"

#include "duet/layers/check_layer.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/multi_head_attention.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/layers/tanh.hpp"

#include "probes.hpp"

using namespace duet;

using Plain = Residual<LayerNorm, Linear<9>, ReLU, Linear<9>, GELU, Linear<4>>;
/// Its backward pass reads f(x), which y no longer is.
using ReadsOutput = Residual<Linear<4>, Tanh>;
/// One sequence asks another and is added to.
using OfTwo = Residual<Named<"attention", MultiHeadAttention<2>>>;
using Two = Shapes<Shape<3, 4>, Shape<5, 4>>;

static_assert(std::is_same_v<bind<Plain, Shape<3, 4>>::Output, Shape<3, 4>>);
static_assert(std::is_same_v<bind<OfTwo, Two>::Output, Shape<3, 4>>);
static_assert(bind<ReadsOutput, Shape<4>>::kept_output == 16 && bind<Plain, Shape<4>>::kept_output == 0);
static_assert(!bind<ReadsOutput, Shape<4>>::reads_output);
static_assert(!bind<Residual<ReLU>, Shape<4>>::reads_input && bind<Plain, Shape<4>>::reads_input);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Plain, Shape<3, 4>>();
    check_layer<ReadsOutput, Shape<4>>();
    check_layer<OfTwo, Two>();
    check_layer<Residual<Tanh>, Shape<4>>();
    check_layer<Residual<Reshape<2, 3>>, Shape<2, 3>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_inside_itself_and_between_layers_in_place) {
    check_layer<Residual<Linear<4>, Residual<Tanh, Residual<Linear<4>, Tanh>>, Tanh>, Shape<4>>();
    check_layer<Sequential<Tanh, ReadsOutput, ReLU, ReadsOutput, Tanh>, Shape<4>>();
}

BOOST_AUTO_TEST_CASE(adds_what_goes_past) {
    LayerProbe<bind<Residual<ReLU>, Shape<3>>, double> probe(1);
    std::copy_n(std::array{-2.0, 0.5, 3.0}.data(), 3, probe.input.data());
    probe.output_gradient.fill(1);
    probe.forward();
    probe.backward();
    BOOST_TEST(probes::elements<Shape<3>>(probe.output.data(), 1) == (std::vector{-2.0, 1.0, 6.0}), boost::test_tools::per_element());
    BOOST_TEST(probes::elements<Shape<3>>(probe.input_gradient.data(), 1) == (std::vector{1.0, 2.0, 2.0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(prediction_is_training_without_caches) {
    probes::prediction_is_training_without_caches<Plain, Shape<3, 4>>();
    probes::prediction_is_training_without_caches<ReadsOutput, Shape<4>>();
    probes::prediction_is_training_without_caches<Sequential<ReadsOutput, ReadsOutput>, Shape<4>>();
}

BOOST_AUTO_TEST_CASE(adds_no_name) { probes::check_names<bind<ReadsOutput, Shape<4>>>({"0.weight", "0.bias"}); }
