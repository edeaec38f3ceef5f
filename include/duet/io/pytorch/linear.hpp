// Layers on the last axis as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/batch_norm.hpp"
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

/// nn.BatchNorm1d, which takes the columns of a sequence for rows.
template <class In, double Eps, double Momentum>
Values add_layer(const Scope& scope, const BatchNormLayer<In, Eps, Momentum>*, const Values& x, const std::string& y) {
    static_assert(In::rank <= 2, "nn.BatchNorm1d takes vectors or sequences");
    const std::string turned = In::rank == 2 ? ".transpose(1, 2)" : "";
    std::string arguments = std::to_string(In::last);
    if (Eps != 1e-5) arguments += ", eps=" + number_text(Eps);
    if (Momentum != 0.1) arguments += ", momentum=" + number_text(Momentum);
    return scope.assign(y, scope.module("nn.BatchNorm1d", arguments) + "(" + x.front() + turned + ")" + turned);
}

} // namespace duet::io::pytorch
