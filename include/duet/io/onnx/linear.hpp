// Layers on the last axis as ONNX.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"

#include <string>

namespace duet::io::onnx {

/// x W^T + b on the last axis of x, with a batch before it or a batch and tokens.
inline std::string add_linear(const Scope& scope, const std::string& x, bool sequence, const std::string& weight, const std::string& bias) {
    if (!sequence) return scope.node("Gemm", {x, weight, bias}, {{"transB", 1}});
    const std::string columns = scope.node("Transpose", {weight}, {{"perm", Extents{1, 0}}});
    return scope.node("Add", {scope.node("MatMul", {x, columns}), bias});
}

/// Gemm, or on tokens MatMul and Add.
template <class In, std::size_t Features>
Values add_layer(const Scope& scope, const LinearLayer<In, Features>*, const Values& x) {
    using Layer = LinearLayer<In, Features>;
    return {add_linear(scope, x.front(), In::rank > 1, scope.parameter<Layer>("weight"), scope.parameter<Layer>("bias"))};
}

/// LayerNormalization.
template <class In, double Eps>
Values add_layer(const Scope& scope, const LayerNormLayer<In, Eps>*, const Values& x) {
    using Layer = LayerNormLayer<In, Eps>;
    return {scope.node("LayerNormalization", {x.front(), scope.parameter<Layer>("weight"), scope.parameter<Layer>("bias")},
                       {{"axis", -1}, {"epsilon", static_cast<float>(Eps)}})};
}

} // namespace duet::io::onnx
