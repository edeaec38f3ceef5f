// Layers as PyTorch that only say what stands where.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/layers/select.hpp"
#include "duet/layers/transpose.hpp"

#include <cstddef>
#include <string>

namespace duet::io::pytorch {

/// x.flatten(1).
template <class In>
Values add_layer(const Scope& scope, const FlattenLayer<In>*, const Values& x, const std::string& y) {
    return scope.assign(y, x.front() + ".flatten(1)");
}

/// x.reshape(-1, ...).
template <class In, class Out>
Values add_layer(const Scope& scope, const ReshapeLayer<In, Out>*, const Values& x, const std::string& y) {
    std::string extents = "-1";
    for (const std::size_t extent : Out::extents) extents += ", " + std::to_string(extent);
    return scope.assign(y, x.front() + ".reshape(" + extents + ")");
}

/// x.transpose(1, 2).
template <class In>
Values add_layer(const Scope& scope, const TransposeLayer<In>*, const Values& x, const std::string& y) {
    return scope.assign(y, x.front() + ".transpose(1, 2)");
}

/// No line: the other variables end here.
template <class In, std::size_t Index>
Values add_layer(const Scope&, const SelectLayer<In, Index>*, const Values& x, const std::string&) {
    return {x[Index]};
}

} // namespace duet::io::pytorch
