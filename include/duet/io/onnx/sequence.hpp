// Layers on sequences as ONNX.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/class_token.hpp"
#include "duet/layers/conv1d.hpp"
#include "duet/layers/first_step.hpp"
#include "duet/layers/last_step.hpp"
#include "duet/layers/max_pool1d.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/positional_encoding.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace duet::io::onnx {

template <class In>
Values add_layer(const Scope& scope, const PositionalEncodingLayer<In>*, const Values& x) {
    const auto& table = PositionalEncodingLayer<In>::template table<float>();
    return {scope.node("Add", {x.front(), scope.floats("positions", extents_of<In>(), {table.begin(), table.end()})})};
}

/// The token once for each sample, in front of the sample's own.
template <class In>
Values add_layer(const Scope& scope, const ClassTokenLayer<In>*, const Values& x) {
    const std::string samples = scope.node("Shape", x, {{"start", 0}, {"end", 1}});
    const std::string extents = scope.node("Concat", {samples, scope.integers({1, static_cast<std::int64_t>(In::last)})}, {{"axis", 0}});
    const std::string token = scope.node("Expand", {scope.parameter<ClassTokenLayer<In>>("token"), extents});
    return {scope.node("Concat", {token, x.front()}, {{"axis", 1}})};
}

namespace detail {
/// An operation on channels of tokens, where ONNX wants (channels, tokens).
inline std::string on_channels(const Scope& scope, const std::string& operation, Values x, const Attributes& attributes) {
    const Attributes turn{{"perm", Extents{0, 2, 1}}};
    x.front() = scope.node("Transpose", {x.front()}, turn);
    return scope.node("Transpose", {scope.node(operation, x, attributes)}, turn);
}
} // namespace detail

/// Conv.
template <class In, std::size_t Channels, std::size_t Kernel>
Values add_layer(const Scope& scope, const Conv1dLayer<In, Channels, Kernel>*, const Values& x) {
    using Layer = Conv1dLayer<In, Channels, Kernel>;
    const auto number = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    return {detail::on_channels(
        scope, "Conv", {x.front(), scope.parameter<Layer>("weight"), scope.parameter<Layer>("bias")},
        {{"kernel_shape", Extents{number(Kernel)}}, {"pads", Extents{number(Layer::shape.before.width), number(Layer::shape.after.width)}}})};
}

/// MaxPool.
template <class In, std::size_t Window, std::size_t Stride>
Values add_layer(const Scope& scope, const MaxPool1dLayer<In, Window, Stride>*, const Values& x) {
    return {
        detail::on_channels(scope, "MaxPool", {x.front()},
                            {{"kernel_shape", Extents{static_cast<std::int64_t>(Window)}}, {"strides", Extents{static_cast<std::int64_t>(Stride)}}})};
}

/// FirstStep and LastStep.
template <class Spec, class In, std::size_t Step>
Values add_layer(const Scope& scope, const SelectStepLayer<Spec, In, Step>*, const Values& x) {
    const std::string step = scope.graph.add_constant(scope.name + ".step", {}, std::vector{static_cast<std::int64_t>(Step)});
    return {scope.node("Gather", {x.front(), step}, {{"axis", 1}})};
}

template <class In>
Values add_layer(const Scope& scope, const MeanPoolLayer<In>*, const Values& x) {
    return {scope.node("ReduceMean", x, {{"axes", Extents{1}}, {"keepdims", 0}})};
}

} // namespace duet::io::onnx
