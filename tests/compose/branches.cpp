#define BOOST_TEST_MODULE branches
#include "duet/compose/branches.hpp"

#include "duet/compose/concat.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/check_layer.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/tanh.hpp"

#include "probes.hpp"

using namespace duet;

using In = Shapes<Shape<2, 3>, Shape<5>>;
using Encoders = Branches<Named<"image", Sequential<Flatten, Linear<4>, ReLU>>, Named<"audio", Sequential<Linear<4>, Residual<Linear<4>, Tanh>>>>;
using Network = Sequential<Named<"", Encoders>, Branches<Tanh, Named<"deep", Linear<3>>>, Concat, Named<"head", Linear<2>>>;

static_assert(std::is_same_v<bind<Encoders, In>::Output, Shapes<Shape<4>, Shape<4>>>);
static_assert(std::is_same_v<bind<Network, In>::Output, Shape<2>>);
static_assert(bind<Encoders, In>::multiply_adds == 6 * 4 + 5 * 4 + 4 * 4);
static_assert(bind<Branches<Tanh, Linear<1>>, In>::reads_input && bind<Branches<Tanh, Linear<1>>, In>::reads_output);
static_assert(!bind<Branches<Tanh, ReLU>, In>::reads_input);
static_assert(!bind<Branches<Linear<1>, Linear<1>>, In>::reads_output);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Encoders, In>();
    check_layer<Branches<Tanh, ReLU>, In>();
    check_layer<Branches<Linear<2>>, Shapes<Shape<3>>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_inside_a_network) {
    check_layer<Network, In>();
    check_layer<Sequential<Branches<Tanh, Linear<2>, ReLU>, Branches<ReLU, Tanh, Linear<3>>, Concat>, Shapes<Shape<3>, Shape<5>, Shape<4>>>();
}

BOOST_AUTO_TEST_CASE(prediction_is_training_without_caches) {
    probes::prediction_is_training_without_caches<Encoders, In>();
    probes::prediction_is_training_without_caches<Network, In>();
}

BOOST_AUTO_TEST_CASE(parameters_are_called_by_branch) {
    probes::check_names<bind<Network, In>>({"image.1.weight", "image.1.bias", "audio.0.weight", "audio.0.bias", "audio.1.0.weight", "audio.1.0.bias",
                                            "1.deep.weight", "1.deep.bias", "head.weight", "head.bias"});
}

BOOST_AUTO_TEST_CASE(a_branch_sees_its_own_input_only) {
    using L = bind<Branches<Linear<2>, Linear<2>>, In>;
    LayerProbe<L, double> probe(3);
    probes::fill(probe);
    const auto outputs = [&] {
        probe.forward();
        const auto y = place<L::Output>(probe.output.data(), 3);
        return std::pair(probes::elements<Shape<2, 2>>(y.get<0>().data, 3), probes::elements<Shape<2>>(y.get<1>().data, 3));
    };
    const auto before = outputs();
    place<In>(probe.input.data(), 3).get<1>()[2][4] += 1;
    const auto after = outputs();
    BOOST_TEST(after.first == before.first, boost::test_tools::per_element());
    BOOST_TEST((after.second != before.second));
}

BOOST_AUTO_TEST_CASE(each_branch_has_its_own_random_numbers) {
    using Same = Shapes<Shape<64>, Shape<64>>;
    LayerProbe<bind<Branches<Dropout<0.5>, Dropout<0.5>>, Same>, double> probe(2);
    probe.input.fill(1);
    probe.forward();
    const auto y = place<Same>(probe.output.data(), 2);
    BOOST_TEST(!std::equal(y.get<0>().data, y.get<0>().data + 128, y.get<1>().data));
}
