#define BOOST_TEST_MODULE scope
#include "duet/io/onnx/scope.hpp"

#include "duet/layers/linear.hpp"

#include <cstdint>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::onnx::Constant;
using io::onnx::Extents;
using io::onnx::Graph;
using io::onnx::Scope;
using io::onnx::Values;

namespace {

using Layer = bind<Linear<2>, Shape<3>>;

/// A layer of the user's, beside its exporter.
struct Twice : LayerDefaults {
    using Input = Shape<3>;
    using Output = Shape<3>;
};
Values add_layer(const Scope& scope, const Twice*, const Values& x) { return {scope.node("Add", {x.front(), x.front()})}; }

const std::vector<float>& floats_of(const Constant& constant) { return std::get<std::vector<float>>(constant.values); }

} // namespace

BOOST_AUTO_TEST_CASE(extents_stand_behind_the_batch) {
    BOOST_TEST((io::onnx::extents_of<Shape<2, 3>>()) == (Extents{2, 3}), boost::test_tools::per_element());
    BOOST_TEST((io::onnx::batched_extents_of<Shape<2, 3>>()) == (Extents{0, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parameters_are_the_block_s_under_their_names) {
    Graph graph;
    std::vector<float> parameters(parameter_storage(Layer::parameter_list));
    std::iota(parameters.begin(), parameters.end(), 0.0F);
    const Scope scope{graph, "image.fc", parameters.data()};
    BOOST_TEST(scope.parameter<Layer>("weight") == "image.fc.weight");
    BOOST_TEST(scope.parameter<Layer>("bias") == "image.fc.bias");
    BOOST_TEST(graph.constants()[0].shape == (Extents{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(floats_of(graph.constants()[0]) == (std::vector<float>{0, 1, 2, 3, 4, 5}), boost::test_tools::per_element());
    const auto first = static_cast<float>(parameter_offset<Layer>("bias")); // behind the gap
    BOOST_TEST(floats_of(graph.constants()[1]) == (std::vector<float>{first, first + 1}), boost::test_tools::per_element());
    const auto says = [](const Error& error) { return std::string(error.what()) == "the layer 'image.fc' has no parameter 'scale'"; };
    BOOST_CHECK_EXCEPTION(std::ignore = scope.parameter<Layer>("scale"), Error, says);
}

BOOST_AUTO_TEST_CASE(names_are_dotted_and_an_empty_one_adds_no_level) {
    Graph graph;
    const Scope whole{graph, "", nullptr};
    BOOST_TEST(whole.child("image", nullptr).child("conv1", nullptr).name == "image.conv1");
    BOOST_TEST(whole.child("image", nullptr).child("", nullptr).name == "image");
    BOOST_TEST(whole.number("epsilon", 1) == "epsilon");
    BOOST_TEST(whole.child("norm", nullptr).number("epsilon", 1) == "norm.epsilon");
    BOOST_TEST(graph.constants().back().shape.empty());
}

BOOST_AUTO_TEST_CASE(a_reshape_takes_its_extents_as_a_constant) {
    Graph graph;
    const Scope scope{graph, "flat", nullptr};
    const std::string y = scope.reshape(graph.add_input("x", {2, 3}), {0, 6});
    BOOST_TEST(y == "flat/Reshape");
    BOOST_TEST(graph.nodes()[0].inputs == (Values{"x", graph.constants()[0].name}), boost::test_tools::per_element());
    BOOST_TEST(std::get<std::vector<std::int64_t>>(graph.constants()[0].values) == (std::vector<std::int64_t>{0, 6}),
               boost::test_tools::per_element());
    BOOST_TEST(graph.constants()[0].shape == (Extents{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_layer_of_one_s_own_is_found_and_remembered) {
    Graph graph;
    const Values y = io::onnx::add<Twice>({graph, "twice", nullptr}, {graph.add_input("x", {3})});
    BOOST_TEST(graph.nodes()[0].operation == "Add");
    BOOST_TEST(graph.part("twice") == y, boost::test_tools::per_element());
}
