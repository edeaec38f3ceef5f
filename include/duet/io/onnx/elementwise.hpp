// Layers as ONNX that treat each element by itself.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/sigmoid.hpp"
#include "duet/layers/tanh.hpp"

#include <numbers>

namespace duet::io::onnx {

template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, ReLU>*, const Values& x) {
    return {scope.node("Relu", x)};
}

template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, Sigmoid>*, const Values& x) {
    return {scope.node("Sigmoid", x)};
}

template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, Tanh>*, const Values& x) {
    return {scope.node("Tanh", x)};
}

/// Opset 17 has no Gelu: x (0.5 + 0.5 erf(x / sqrt 2)).
template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, GELU>*, const Values& x) {
    const std::string half = scope.number("half", 0.5F);
    const std::string erf = scope.node("Erf", {scope.node("Div", {x.front(), scope.number("sqrt2", std::numbers::sqrt2_v<float>)})});
    const std::string distribution = scope.node("Add", {scope.node("Mul", {erf, half}), half});
    return {scope.node("Mul", {x.front(), distribution})};
}

/// Nothing happens in inference.
template <class In, double Rate>
Values add_layer(const Scope&, const DropoutLayer<In, Rate>*, const Values& x) {
    return x;
}

} // namespace duet::io::onnx
