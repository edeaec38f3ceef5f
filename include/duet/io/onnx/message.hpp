// A graph as the message of ONNX's schema, and as a file. The one header that needs the onnx library.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/io/onnx/graph.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <onnx/onnx_pb.h>

namespace duet::io::onnx {

/// Which operators are meant.
inline constexpr std::int64_t opset = 17;
/// Which format of file: that of the first ONNX with this opset, 1.12.
inline constexpr std::int64_t ir_version = 8;

namespace detail {

inline void fill(::onnx::ValueInfoProto& message, const Port& port) {
    message.set_name(port.name);
    auto& type = *message.mutable_type()->mutable_tensor_type();
    type.set_elem_type(::onnx::TensorProto::FLOAT);
    type.mutable_shape()->add_dim()->set_dim_param("batch");
    for (const std::int64_t extent : port.shape) type.mutable_shape()->add_dim()->set_dim_value(extent);
}

inline void fill(::onnx::TensorProto& message, const Constant& constant) {
    message.set_name(constant.name);
    for (const std::int64_t extent : constant.shape) message.add_dims(extent);
    std::visit(
        [&](const auto& values) {
            using Value = typename std::decay_t<decltype(values)>::value_type;
            message.set_data_type(std::is_same_v<Value, float> ? ::onnx::TensorProto::FLOAT : ::onnx::TensorProto::INT64);
            message.set_raw_data(values.data(), values.size() * sizeof(Value));
        },
        constant.values);
}

inline void fill(::onnx::AttributeProto& message, const std::string& name, const Attribute& attribute) {
    message.set_name(name);
    if (const auto* number = std::get_if<std::int64_t>(&attribute)) {
        message.set_type(::onnx::AttributeProto::INT);
        message.set_i(*number);
    } else if (const auto* real = std::get_if<float>(&attribute)) {
        message.set_type(::onnx::AttributeProto::FLOAT);
        message.set_f(*real);
    } else {
        message.set_type(::onnx::AttributeProto::INTS);
        for (const std::int64_t value : std::get<Extents>(attribute)) message.add_ints(value);
    }
}

inline void fill(::onnx::NodeProto& message, const Node& node) {
    message.set_name(node.outputs.front());
    message.set_op_type(node.operation);
    for (const std::string& input : node.inputs) message.add_input(input);
    for (const std::string& output : node.outputs) message.add_output(output);
    for (const auto& [name, attribute] : node.attributes) fill(*message.add_attribute(), name, attribute);
}

} // namespace detail

/// The graph as a model of ONNX.
inline ::onnx::ModelProto message(const Graph& graph) {
    ::onnx::ModelProto model;
    model.set_ir_version(ir_version);
    model.set_producer_name("duet");
    model.add_opset_import()->set_version(opset);
    ::onnx::GraphProto& body = *model.mutable_graph();
    body.set_name("duet");
    for (const Port& port : graph.inputs()) detail::fill(*body.add_input(), port);
    for (const Port& port : graph.outputs()) detail::fill(*body.add_output(), port);
    for (const Constant& constant : graph.constants()) detail::fill(*body.add_initializer(), constant);
    for (const Node& node : graph.nodes()) detail::fill(*body.add_node(), node);
    return model;
}

/// Writes the graph as a file of ONNX, which appears whole or not at all. Throws duet::Error, naming the file, if it cannot be written or would be longer
/// than the 2 GB of a message.
inline void write_graph(const std::filesystem::path& path, const Graph& graph) {
    std::size_t bytes = 0;
    for (const Constant& constant : graph.constants()) {
        bytes += std::visit([](const auto& values) { return values.size() * sizeof(values.front()); }, constant.values);
    }
    std::string text;
    const bool fits = bytes < std::size_t{std::numeric_limits<std::int32_t>::max()} && message(graph).SerializeToString(&text);
    if (!fits) throw Error(path.string() + ": the model takes " + std::to_string(bytes) + " bytes; expected at most the 2 GB of an ONNX file");
    data::write_file_atomically(path, text);
}

} // namespace duet::io::onnx
