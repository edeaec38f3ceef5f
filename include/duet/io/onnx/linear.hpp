// Linear layers and normalisation as ONNX.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/batch_norm2d.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

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

/// Mul and Add: in inference each column is scaled and shifted. (BatchNormalization is of axis 1.)
template <class In, double Eps, double Momentum>
Values add_layer(const Scope& scope, const BatchNormLayer<In, Eps, Momentum>*, const Values& x) {
    using Layer = BatchNormLayer<In, Eps, Momentum>;
    const float* weight = scope.parameters + parameter_offset<Layer>("weight");
    const float* bias = scope.parameters + parameter_offset<Layer>("bias");
    const float* mean = scope.parameters + parameter_offset<Layer>("running_mean");
    const float* variance = scope.parameters + parameter_offset<Layer>("running_var");
    std::vector<float> scale(In::last);
    std::vector<float> shift(In::last);
    for (std::size_t c = 0; c < In::last; ++c) {
        scale[c] = weight[c] / std::sqrt(variance[c] + static_cast<float>(Eps));
        shift[c] = bias[c] - mean[c] * scale[c];
    }
    const Extents width{static_cast<std::int64_t>(In::last)};
    const std::string scaled = scope.node("Mul", {x.front(), scope.floats("scale", width, std::move(scale))});
    return {scope.node("Add", {scaled, scope.floats("shift", width, std::move(shift))})};
}

/// BatchNormalization, whose channels are axis 1.
template <class In, double Eps, double Momentum>
Values add_layer(const Scope& scope, const BatchNorm2dLayer<In, Eps, Momentum>*, const Values& x) {
    using Layer = BatchNorm2dLayer<In, Eps, Momentum>;
    return {scope.node("BatchNormalization",
                       {x.front(), scope.parameter<Layer>("weight"), scope.parameter<Layer>("bias"), scope.parameter<Layer>("running_mean"),
                        scope.parameter<Layer>("running_var")},
                       {{"epsilon", static_cast<float>(Eps)}})};
}

} // namespace duet::io::onnx
