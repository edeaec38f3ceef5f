// Layers as ONNX that only say what stands where.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/layers/select.hpp"
#include "duet/layers/transpose.hpp"

#include <cstddef>

namespace duet::io::onnx {

/// Reshape and Flatten.
template <class In, class Out>
Values add_layer(const Scope& scope, const ReshapeLayer<In, Out>*, const Values& x) {
    return {scope.reshape(x.front(), batched_extents_of<Out>())};
}

/// Transpose.
template <class In>
Values add_layer(const Scope& scope, const TransposeLayer<In>*, const Values& x) {
    return {scope.node("Transpose", x, {{"perm", Extents{0, 2, 1}}})};
}

/// No node: the other values end here.
template <class In, std::size_t Index>
Values add_layer(const Scope&, const SelectLayer<In, Index>*, const Values& x) {
    return {x[Index]};
}

} // namespace duet::io::onnx
