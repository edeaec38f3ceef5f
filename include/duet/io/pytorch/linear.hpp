// Linear layers and normalisation as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/batch_norm2d.hpp"
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

/// How a batch normalisation is made.
template <class Layer, double Eps, double Momentum>
std::string batch_norm_arguments() {
    return std::to_string(Layer::channels) + (Eps == 1e-5 ? "" : ", eps=" + number_text(Eps)) +
           (Momentum == 0.1 ? "" : ", momentum=" + number_text(Momentum));
}

/// nn.BatchNorm1d, which takes the columns of a sequence for rows.
template <class In, double Eps, double Momentum>
Values add_layer(const Scope& scope, const BatchNormLayer<In, Eps, Momentum>*, const Values& x, const std::string& y) {
    static_assert(In::rank <= 2, "nn.BatchNorm1d takes vectors or sequences");
    const std::string turned = In::rank == 2 ? ".transpose(1, 2)" : "";
    const std::string arguments = batch_norm_arguments<BatchNormLayer<In, Eps, Momentum>, Eps, Momentum>();
    return scope.assign(y, scope.module("nn.BatchNorm1d", arguments) + "(" + x.front() + turned + ")" + turned);
}

/// nn.BatchNorm2d.
template <class In, double Eps, double Momentum>
Values add_layer(const Scope& scope, const BatchNorm2dLayer<In, Eps, Momentum>*, const Values& x, const std::string& y) {
    const std::string arguments = batch_norm_arguments<BatchNorm2dLayer<In, Eps, Momentum>, Eps, Momentum>();
    return scope.assign(y, scope.module("nn.BatchNorm2d", arguments) + "(" + x.front() + ")");
}

} // namespace duet::io::pytorch
