// Layers on the last axis as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"

#include <cstddef>
#include <string>

namespace duet::io::pytorch {

/// nn.Linear.
template <class In, std::size_t Features>
Values add_layer(const Scope& scope, const LinearLayer<In, Features>*, const Values& x, const std::string& y) {
    return scope.assign(y, scope.module("nn.Linear", std::to_string(In::last) + ", " + std::to_string(Features)) + "(" + x.front() + ")");
}

/// nn.LayerNorm.
template <class In, double Eps>
Values add_layer(const Scope& scope, const LayerNormLayer<In, Eps>*, const Values& x, const std::string& y) {
    return scope.assign(y, scope.module("nn.LayerNorm", std::to_string(In::last) + (Eps == 1e-5 ? "" : ", eps=" + number_text(Eps))) + "(" +
                               x.front() + ")");
}

} // namespace duet::io::pytorch
