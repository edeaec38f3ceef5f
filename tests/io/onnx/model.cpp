// Which nodes each layer becomes. That they compute what the layer does, ONNX Runtime says: tests/peers.
#define BOOST_TEST_MODULE model
#include "duet/io/onnx/model.hpp"

#include "duet/blocks/cross_attention.hpp"
#include "duet/compose/initialised.hpp"
#include "duet/layers/conv1d.hpp"
#include "duet/model/model.hpp"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::onnx::Extents;
using io::onnx::Graph;
using io::onnx::Node;
using io::onnx::Values;

namespace {

template <class Spec, class... In>
Graph graph_of() {
    const Model<Spec, In...> model(1);
    Graph graph;
    Values x;
    (x.push_back(graph.add_input("x", io::onnx::extents_of<In>())), ...);
    const Values y = io::onnx::add_model(graph, model, x);
    for (const std::string& value : y) graph.add_output("y" + std::to_string(graph.outputs().size()), {1}, value);
    return graph;
}

/// The operations before the outputs, in their order.
template <class Spec, class... In>
std::string operations() {
    const Graph graph = graph_of<Spec, In...>();
    std::string text;
    for (const Node& node : graph.nodes()) {
        if (node.operation != "Identity") text += (text.empty() ? "" : " ") + node.operation;
    }
    return text;
}

const Node& node_of(const Graph& graph, const std::string& operation) {
    const auto found = std::find_if(graph.nodes().begin(), graph.nodes().end(), [&](const Node& node) { return node.operation == operation; });
    BOOST_REQUIRE(found != graph.nodes().end());
    return *found;
}

const std::vector<float>& floats_of(const Graph& graph, const std::string& constant) {
    const auto found = std::find_if(graph.constants().begin(), graph.constants().end(), [&](const auto& c) { return c.name == constant; });
    BOOST_REQUIRE(found != graph.constants().end());
    return std::get<std::vector<float>>(found->values);
}

using Picture = Shape<2, 6, 6>;
using Sequence = Shape<3, 8>;

} // namespace

BOOST_AUTO_TEST_CASE(layers_of_one_input) {
    BOOST_TEST((operations<ReLU, Picture>()) == "Relu");
    BOOST_TEST((operations<Sigmoid, Picture>()) == "Sigmoid");
    BOOST_TEST((operations<Tanh, Picture>()) == "Tanh");
    BOOST_TEST((operations<GELU, Picture>()) == "Div Erf Mul Add Mul");
    BOOST_TEST((operations<Dropout<0.5>, Picture>()) == "");
    BOOST_TEST((operations<MaxPool2d<2>, Picture>()) == "MaxPool");
    BOOST_TEST((operations<AvgPool2d<2>, Picture>()) == "AveragePool");
    BOOST_TEST((operations<Flatten, Picture>()) == "Reshape");
    BOOST_TEST((operations<Linear<4>, Shape<3>>()) == "Gemm");
    BOOST_TEST((operations<Linear<4>, Sequence>()) == "Transpose MatMul Add");
    BOOST_TEST((operations<LayerNorm, Sequence>()) == "LayerNormalization");
    BOOST_TEST((operations<Transpose, Sequence>()) == "Transpose");
    BOOST_TEST((operations<PositionalEncoding, Sequence>()) == "Add");
    BOOST_TEST((operations<ClassToken, Sequence>()) == "Shape Concat Expand Concat");
    BOOST_TEST((operations<LastStep, Sequence>()) == "Gather");
    BOOST_TEST((operations<MeanPool, Sequence>()) == "ReduceMean");
    BOOST_TEST((operations<Conv1d<4, 3>, Sequence>()) == "Transpose Conv Transpose");
}

BOOST_AUTO_TEST_CASE(compositions_are_their_parts) {
    BOOST_TEST((operations<Sequential<Conv2d<3, 3>, ReLU, MaxPool2d<2>>, Picture>()) == "Conv Relu MaxPool");
    BOOST_TEST((operations<Sequential<Branches<ReLU, Tanh>, Concat>, Shape<3>, Shape<4>>()) == "Relu Tanh Concat");
    BOOST_TEST((operations<Sequential<Parallel<ReLU, Tanh>, Select<1>>, Shape<3>>()) == "Relu Tanh");
    BOOST_TEST((operations<Residual<ReLU, Tanh>, Shape<3>>()) == "Relu Tanh Add");
    BOOST_TEST((operations<Initialised<Scheme::kaiming_normal, Linear<3>>, Shape<3>>()) == "Gemm");
    BOOST_TEST((operations<OpinionPool, Shape<3>, Shape<3>, Shape<2>>()) == "Softplus Split Mul Mul Sum");
}

BOOST_AUTO_TEST_CASE(of_several_values_each_goes_its_way) {
    const Graph graph = graph_of<Branches<Sigmoid, Tanh>, Shape<3>, Shape<4>>();
    BOOST_TEST(node_of(graph, "Sigmoid").inputs.front() == graph.inputs()[0].name);
    BOOST_TEST(node_of(graph, "Tanh").inputs.front() == graph.inputs()[1].name);
    const Graph fused = graph_of<CrossAttention<2>, Shape<8>, Sequence>();
    const Node& sum = fused.nodes()[fused.nodes().size() - 3];
    BOOST_TEST(sum.operation == "Add");
    BOOST_TEST(sum.inputs.front() == fused.inputs()[0].name); // the query goes past the attention
}

BOOST_AUTO_TEST_CASE(convolutions_say_their_zeros) {
    const auto zeros = [](const Graph& graph) { return std::get<Extents>(node_of(graph, "Conv").attributes.at("pads")); };
    BOOST_TEST(zeros(graph_of<Conv2d<3, Extent2d{3, 4}>, Picture>()) == (Extents{1, 1, 1, 2}), boost::test_tools::per_element());
    BOOST_TEST(zeros(graph_of<Conv2d<3, 3, Padding::valid>, Picture>()) == (Extents{0, 0, 0, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gates_of_an_lstm_stand_in_onnxs_order) {
    const Model<LSTM<2>, Shape<3, 1>> model(1);
    const auto ours = model.parameter("weight_ih_l0"); // input, forget, cell, output
    const Graph graph = graph_of<LSTM<2>, Shape<3, 1>>();
    const auto& theirs = floats_of(graph, "weight_ih_l0");
    const std::vector<float> expected{ours[0], ours[1], ours[6], ours[7], ours[2], ours[3], ours[4], ours[5]};
    BOOST_TEST(theirs == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parts_are_remembered_by_their_dotted_names) {
    const Graph graph = graph_of<Named<"", Branches<Named<"image", Sequential<Named<"act", ReLU>>>, Named<"audio", Tanh>>>, Shape<3>, Shape<4>>();
    BOOST_TEST(graph.part("image").front() == node_of(graph, "Relu").outputs.front());
    BOOST_TEST(graph.part("image.act").front() == node_of(graph, "Relu").outputs.front());
    BOOST_TEST(graph.part("audio").front() == node_of(graph, "Tanh").outputs.front());
}
