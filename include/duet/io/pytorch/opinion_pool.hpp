// OpinionPool as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/opinion_pool.hpp"

#include <cstddef>
#include <string>

namespace duet::io::pytorch {

/// The pooled opinion, and each as it was.
template <class In>
Values add_layer(const Scope& scope, const OpinionPoolLayer<In>*, const Values& x, const std::string&) {
    const std::string weight = scope.assign(scope.owner.new_variable("weight"), "functional.softplus(" + x.back() + ")").front();
    std::string sum;
    for (std::size_t o = 0; o + 1 < x.size(); ++o) {
        sum += (o == 0 ? "" : " + ") + weight + "[:, " + std::to_string(o) + ":" + std::to_string(o + 1) + "] * " + x[o];
    }
    Values values = scope.assign(scope.owner.new_variable("pooled"), sum);
    values.insert(values.end(), x.begin(), x.end() - 1);
    return values;
}

} // namespace duet::io::pytorch
