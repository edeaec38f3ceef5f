// Gradient clipping by global norm.
#pragma once

#include "duet/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace duet {

/// The Euclidean norm of all values together, summed in double in a fixed order.
template <class T>
double global_norm(int threads, std::span<const T> values) {
    std::array<double, slots> sums{};
    for_slots(values.size(), threads, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
        sums[slot] = sum;
    });
    double total = 0;
    for (const double sum : sums) total += sum;
    return std::sqrt(total);
}

/// Scales the gradients so that their global norm is at most `largest`. Returns the norm before.
/// PyTorch equivalent: `torch.nn.utils.clip_grad_norm_`.
template <class T>
double clip_by_global_norm(int threads, std::span<T> gradients, double largest) {
    const double norm = global_norm<T>(threads, gradients);
    const double factor = largest / (norm + 1e-6);
    if (factor < 1) {
        for_slots(gradients.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) gradients[i] *= static_cast<T>(factor);
        });
    }
    return norm;
}

} // namespace duet
