#define BOOST_TEST_MODULE model
#include "duet/model/model.hpp"

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

using Encoders = Branches<Named<"a", Linear<5>>, Named<"b", Sequential<LayerNorm, Linear<2>>>>;
using Network = Sequential<Named<"", Encoders>, Concat, ReLU, Named<"head", Linear<3>>>;
using Net = Model<Network, Shape<7>, Shape<4>>;
using Single = Model<Linear<3>, Shape<4>>;

static_assert(std::is_same_v<Net::Input, Shapes<Shape<7>, Shape<4>>> && std::is_same_v<Single::Input, Shape<4>>);
static_assert(std::is_same_v<Net::Output, Shape<3>> && std::is_same_v<Net::Scalar, float>);
static_assert(Net::parameter_count == 7 * 5 + 5 + 4 + 4 + 4 * 2 + 2 + 7 * 3 + 3);
static_assert(Net::parameter_storage == 48 + 16 + 16 + 16 + 16 + 16 + 32 + 16);
static_assert(Net::multiply_adds == 7 * 5 + 4 * 2 + 7 * 3);
static_assert(Net::training_workspace > Net::inference_workspace);
static_assert(Single::inference_workspace == 0, "one layer works between the caller's x and y");
static_assert(Single::training_workspace == 2 * 16, "the output and its gradient");

} // namespace

BOOST_AUTO_TEST_CASE(parameters_stand_in_one_buffer_under_dotted_names) {
    Net model(1);
    BOOST_TEST(model.parameters().size() == Net::parameter_storage);
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(model.parameters().data()) % alignment == 0U);
    BOOST_TEST(model.parameter("a.weight").data() == model.parameters().data());
    BOOST_TEST(model.parameter("a.weight").size() == 35U);
    BOOST_TEST(model.parameter("a.bias").data() == model.parameters().data() + 48);
    BOOST_TEST(model.parameter("b.1.weight").size() == 8U);
    BOOST_TEST(model.parameter("head.bias").data() == model.parameters().data() + Net::parameter_storage - 16);
}

BOOST_AUTO_TEST_CASE(an_unknown_parameter_is_an_error) {
    const Net model;
    for (const char* name : {"head.wheight", "", "a", "0.a.weight"}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(model.parameter(name)), Error,
                              [&](const Error& e) { return e.what() == "the model has no parameter '" + std::string(name) + "'"; });
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_parameters) {
    Net model(7);
    const Net same(7);
    const Net other(8);
    BOOST_TEST(std::ranges::equal(model.parameters(), same.parameters()));
    BOOST_TEST(!std::ranges::equal(model.parameters(), other.parameters()));
    model.initialise(8);
    BOOST_TEST(std::ranges::equal(model.parameters(), other.parameters()));
}

BOOST_AUTO_TEST_CASE(initialisers_are_those_of_the_layers) {
    Net model(1);
    std::ranges::fill(model.parameters(), 9.0F);
    model.initialise(1);
    BOOST_TEST(std::ranges::count(model.parameter("b.0.weight"), 1.0F) == 4);
    BOOST_TEST(std::ranges::count(model.parameter("b.0.bias"), 0.0F) == 4);
    const auto weight = model.parameter("a.weight");
    const float bound = 1 / std::sqrt(7.0F);
    BOOST_TEST(*std::ranges::max_element(weight) <= bound);
    BOOST_TEST(*std::ranges::min_element(weight) >= -bound);
    BOOST_TEST(*std::ranges::max_element(weight) > bound / 2);
    BOOST_TEST(weight[0] != model.parameter("head.weight")[0]);
    BOOST_TEST(std::all_of(model.parameters().begin() + 35, model.parameters().begin() + 48, [](float v) { return v == 0; })); // a gap
}

BOOST_AUTO_TEST_CASE(a_copy_is_a_model_of_its_own) {
    Net model(1);
    const Net before = model;
    model.parameter("head.bias")[0] += 1;
    BOOST_TEST(before.parameter("head.bias")[0] != model.parameter("head.bias")[0]);
}

BOOST_AUTO_TEST_CASE(buffers_of_the_same_layout_are_read_by_name) {
    std::vector<double> gradients(Net::parameter_storage);
    Net::values_of(std::span(gradients), "a.bias")[4] = 1;
    BOOST_TEST(gradients[48 + 4] == 1);
    BOOST_CHECK_THROW(static_cast<void>(Net::values_of(std::span(gradients), "c.bias")), Error);
}
