#define BOOST_TEST_MODULE message
#include "duet/io/onnx/message.hpp"

#include "digits/scratch.hpp"

#include <cstring>

#include <boost/test/unit_test.hpp>

using namespace duet;
using namespace duet::io::onnx;

namespace {

Graph small_graph() {
    Graph graph;
    const std::string x = graph.add_input("x", {2, 3});
    const std::string half = graph.add_constant("half", {}, std::vector<float>{0.5F});
    const std::string axes = graph.add_constant("axes", {2}, std::vector<std::int64_t>{0, -1});
    const Attributes attributes{{"axis", -1}, {"epsilon", 0.25F}, {"pads", Extents{1, 2}}};
    graph.add_output("y", {3}, graph.add_node("fc", "Anything", {x, half, axes}, attributes).front());
    return graph;
}

} // namespace

BOOST_AUTO_TEST_CASE(says_what_the_graph_says) {
    const ::onnx::ModelProto model = message(small_graph());
    BOOST_TEST(model.ir_version() == 8);
    BOOST_REQUIRE(model.opset_import_size() == 1);
    BOOST_TEST(model.opset_import(0).version() == 17);
    const ::onnx::GraphProto& graph = model.graph();
    BOOST_TEST(graph.input(0).name() == "x");
    const auto& shape = graph.input(0).type().tensor_type().shape();
    BOOST_REQUIRE(shape.dim_size() == 3);
    BOOST_TEST(shape.dim(0).dim_param() == "batch");
    BOOST_TEST(shape.dim(2).dim_value() == 3);
    BOOST_TEST(graph.output(0).name() == "y");

    BOOST_REQUIRE(graph.initializer_size() == 2);
    BOOST_TEST(graph.initializer(0).data_type() == int{::onnx::TensorProto::FLOAT});
    BOOST_TEST(graph.initializer(0).dims_size() == 0);
    float half = 0;
    std::memcpy(&half, graph.initializer(0).raw_data().data(), sizeof half);
    BOOST_TEST(half == 0.5F);
    BOOST_TEST(graph.initializer(1).data_type() == int{::onnx::TensorProto::INT64});
    BOOST_TEST(graph.initializer(1).raw_data().size() == 16U);

    BOOST_REQUIRE(graph.node_size() == 2);
    const ::onnx::NodeProto& node = graph.node(0);
    BOOST_TEST(node.op_type() == "Anything");
    BOOST_TEST(node.input(2) == "axes");
    BOOST_REQUIRE(node.attribute_size() == 3);
    BOOST_TEST(node.attribute(0).i() == -1);
    BOOST_TEST(node.attribute(1).f() == 0.25F);
    BOOST_TEST(node.attribute(2).ints(1) == 2);
}

BOOST_AUTO_TEST_CASE(the_file_is_the_message) {
    const Scratch scratch("duet-onnx");
    const auto path = scratch.folder / "small.onnx";
    write_graph(path, small_graph());
    ::onnx::ModelProto model;
    BOOST_REQUIRE(model.ParseFromString(read(path)));
    BOOST_TEST(model.SerializeAsString() == message(small_graph()).SerializeAsString());
    BOOST_CHECK_THROW(write_graph(scratch.folder / "none" / "small.onnx", small_graph()), Error);
}
