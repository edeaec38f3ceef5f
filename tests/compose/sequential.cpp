#define BOOST_TEST_MODULE sequential
#include "duet/compose/sequential.hpp"

#include "duet/layers/check_layer.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/tanh.hpp"

#include "probes.hpp"

using namespace duet;

using In = Shape<2, 3>;
using Mixed = Sequential<Flatten, Linear<5>, ReLU, LayerNorm, Linear<20>, Tanh, GELU, Linear<4>, Tanh>;
using Nested = Sequential<Tanh, Sequential<Linear<7>, ReLU>, ReLU, Named<"end", Sequential<Sequential<Tanh>, Flatten>>>;

static_assert(std::is_same_v<bind<Mixed, In>::Output, Shape<4>>);
static_assert(std::is_same_v<bind<Nested, In>::Output, Shape<14>>);
static_assert(bind<Mixed, In>::multiply_adds == 6 * 5 + 5 * 20 + 20 * 4);
static_assert(!bind<Mixed, In>::reads_input && bind<Mixed, In>::reads_output);
static_assert(!bind<Nested, In>::reads_output, "Flatten does not read the caller's y, so Tanh must not leave there what it reads");
static_assert(std::is_same_v<bind<Sequential<Linear<7>, Linear<3>>, UnknownShape>::Output, UnknownShape>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Mixed, In>();
    check_layer<Nested, In>();
    check_layer<Sequential<Linear<3>>, In>();
}

BOOST_AUTO_TEST_CASE(layers_in_place_at_either_end_keep_the_contract) {
    check_layer<Sequential<ReLU, Linear<3>, ReLU>, In>();
    check_layer<Sequential<Tanh, Flatten, ReLU>, In>();
}

BOOST_AUTO_TEST_CASE(parts_are_called_by_name_or_index) {
    probes::check_names<bind<Nested, In>>({"1.0.weight", "1.0.bias"});
    probes::check_names<bind<Sequential<Named<"in", Linear<2>>, Linear<2>>, In>>({"in.weight", "in.bias", "1.weight", "1.bias"});
}

BOOST_AUTO_TEST_CASE(prediction_is_training_without_caches) {
    probes::prediction_is_training_without_caches<Mixed, In>();
    probes::prediction_is_training_without_caches<Nested, In>();
    probes::prediction_is_training_without_caches<Sequential<ReLU, Linear<2>, Tanh, Linear<2>, ReLU, Linear<2>>, In>();
}

BOOST_AUTO_TEST_CASE(each_layer_has_its_own_random_numbers) {
    using Twice = bind<Sequential<Dropout<0.5>, Dropout<0.5>>, Shape<1000>>;
    LayerProbe<Twice, double> probe(1);
    probe.input.fill(1);
    probe.forward();
    const auto kept = std::count_if(probe.output.data(), probe.output.data() + 1000, [](double v) { return v != 0; });
    BOOST_TEST(kept > 200); // the same mask twice would keep a half
    BOOST_TEST(kept < 300);
}
