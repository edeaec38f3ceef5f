// Layers as PyTorch that treat each element by itself.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/sigmoid.hpp"
#include "duet/layers/tanh.hpp"

#include <string>

namespace duet::io::pytorch {

/// functional.relu.
template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, ReLU>*, const Values& x, const std::string& y) {
    return scope.assign(y, "functional.relu(" + x.front() + ")");
}

/// torch.sigmoid.
template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, Sigmoid>*, const Values& x, const std::string& y) {
    return scope.assign(y, "torch.sigmoid(" + x.front() + ")");
}

/// torch.tanh.
template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, Tanh>*, const Values& x, const std::string& y) {
    return scope.assign(y, "torch.tanh(" + x.front() + ")");
}

/// functional.gelu, by erf.
template <class In>
Values add_layer(const Scope& scope, const ActivationLayer<In, GELU>*, const Values& x, const std::string& y) {
    return scope.assign(y, "functional.gelu(" + x.front() + ")");
}

/// functional.dropout, while training.
template <class In, double Rate>
Values add_layer(const Scope& scope, const DropoutLayer<In, Rate>*, const Values& x, const std::string& y) {
    if constexpr (Rate == 0) return x;
    return scope.assign(y, "functional.dropout(" + x.front() + ", " + number_text(Rate) + ", self.training)");
}

} // namespace duet::io::pytorch
