// Layers on sequences as ONNX.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/class_token.hpp"
#include "duet/layers/first_step.hpp"
#include "duet/layers/last_step.hpp"
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
