#define BOOST_TEST_MODULE parallel
#include "duet/compose/parallel.hpp"

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/check_layer.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/select.hpp"
#include "duet/layers/tanh.hpp"

#include "probes.hpp"

using namespace duet;

using Two = Shapes<Shape<2, 3>, Shape<5>>;
using Heads = Parallel<Named<"a", Linear<4>>, Named<"b", Sequential<Linear<3>, Tanh>>>;
using Network = Sequential<Branches<Flatten, Tanh>, Parallel<Sequential<Select<0>, Linear<2>>, Sequential<Select<1>, Linear<3>, ReLU>, Concat>,
                           Concat, Linear<2>>;

static_assert(std::is_same_v<bind<Heads, Shape<5>>::Output, Shapes<Shape<4>, Shape<3>>>);
static_assert(bind<Heads, Shape<5>>::multiply_adds == 5 * 4 + 5 * 3);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Heads, Shape<5>>();
    check_layer<Parallel<Tanh, ReLU, Dropout<0.5>>, Shape<3, 2>>();
    check_layer<Parallel<Linear<2>>, Shape<3>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_inside_a_network) { check_layer<Network, Two>(); }

BOOST_AUTO_TEST_CASE(prediction_is_training_without_caches) { probes::prediction_is_training_without_caches<Network, Two>(); }

BOOST_AUTO_TEST_CASE(parameters_are_called_by_part) { probes::check_names<bind<Heads, Shape<5>>>({"a.weight", "a.bias", "b.0.weight", "b.0.bias"}); }
