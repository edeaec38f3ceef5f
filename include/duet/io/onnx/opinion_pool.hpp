// OpinionPool as ONNX.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/opinion_pool.hpp"

#include <cstddef>
#include <string>

namespace duet::io::onnx {

/// The pooled opinion, and each as it was.
template <class In>
Values add_layer(const Scope& scope, const OpinionPoolLayer<In>*, const Values& x) {
    constexpr std::size_t opinions = OpinionPoolLayer<In>::opinions;
    const std::string weights = scope.node("Softplus", {x.back()});
    const Values weight = scope.graph.add_node(scope.name, "Split", {weights}, {{"axis", 1}}, opinions);
    Values weighed;
    for (std::size_t o = 0; o < opinions; ++o) weighed.push_back(scope.node("Mul", {weight[o], x[o]}));
    Values y{scope.node("Sum", weighed)};
    y.insert(y.end(), x.begin(), x.end() - 1);
    return y;
}

} // namespace duet::io::onnx
