// Where the tensors between the layers of a Sequential stand, decided by the compiler.
#pragma once

#include "duet/compose/children.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet {

/// In place of an offset: the tensor stands in the caller's memory.
inline constexpr std::size_t outside_plan = static_cast<std::size_t>(-1);

namespace detail {

/// Offsets in elements per sample. Tensor i is the output of layer i.
template <std::size_t N>
struct TensorPlan {
    std::array<std::size_t, N> offset{};
    std::size_t storage = 0;
};

/// Every tensor in a place of its own, except where the next layer works in place: what a backward pass needs.
template <std::size_t N>
constexpr TensorPlan<N> plan_kept(const std::array<std::size_t, N>& sizes, const std::array<bool, N>& shared, std::size_t first) {
    TensorPlan<N> plan;
    plan.offset[N - 1] = outside_plan;
    plan.storage = first;
    for (std::size_t i = N - 1; i-- > 0;) {
        if (shared[i + 1]) {
            plan.offset[i] = plan.offset[i + 1];
        } else {
            plan.offset[i] = plan.storage;
            plan.storage += sizes[i];
        }
    }
    return plan;
}

/// Two places in turn, since only a layer's input and output live at once: what prediction and the gradients between layers need.
template <std::size_t N>
constexpr TensorPlan<N> plan_alternating(const std::array<std::size_t, N>& sizes, const std::array<bool, N>& shared) {
    TensorPlan<N> plan;
    std::array<std::size_t, 2> largest{};
    std::array<std::size_t, N> turn{};
    plan.offset[N - 1] = outside_plan;
    for (std::size_t i = N - 1; i-- > 0;) {
        turn[i] = shared[i + 1] ? turn[i + 1] : turn[i + 1] + 1;
        if (shared[i + 1]) plan.offset[i] = plan.offset[i + 1];
        if (plan.offset[i] != outside_plan) largest[turn[i] % 2] = std::max(largest[turn[i] % 2], sizes[i]);
    }
    for (std::size_t i = 0; i + 1 < N; ++i) {
        if (plan.offset[i] != outside_plan) plan.offset[i] = turn[i] % 2 == 0 ? 0 : largest[0];
    }
    plan.storage = largest[0] + largest[1];
    return plan;
}

} // namespace detail

template <class Layers>
struct MemoryPlan;

/// Which tensors live how long, and which layers write over their input.
template <class... L>
struct MemoryPlan<Children<L...>> {
    static constexpr std::size_t count = sizeof...(L); ///< how many layers
    using Flags = std::array<bool, count>;             ///< one a layer

    static constexpr std::array<std::size_t, count> sizes{storage_size<typename L::Output>...}; ///< elements per sample of each layer's output

    /// The first layer never writes over the caller's x. In training no layer writes over what a backward pass reads.
    static constexpr Flags shared_in_training = [] {
        constexpr Flags in_place{L::in_place...};
        constexpr Flags reads_input{L::reads_input...};
        constexpr Flags reads_output{L::reads_output...};
        Flags shared{};
        for (std::size_t i = 1; i < count; ++i) shared[i] = in_place[i] && !reads_input[i] && !reads_output[i - 1];
        return shared;
    }();
    /// The first layer never writes over the caller's x.
    static constexpr Flags shared_in_inference = [] {
        Flags shared{L::in_place...};
        shared[0] = false;
        return shared;
    }();
    /// The last layer never writes over the caller's dy.
    static constexpr Flags shared_gradients = [] {
        Flags shared{L::in_place...};
        shared[count - 1] = false;
        return shared;
    }();

    /// Forward tensors of training, behind the caches of the layers.
    static constexpr auto kept = detail::plan_kept(sizes, shared_in_training, Children<L...>::cache_offsets[count]);
    /// Forward tensors of inference.
    static constexpr auto passing = detail::plan_alternating(sizes, shared_in_inference);
    /// Gradient i belongs to tensor i.
    static constexpr auto gradients = detail::plan_alternating(sizes, shared_gradients);

    /// Where the tensors between the layers stand in a forward pass.
    template <Mode M>
    static consteval const auto& tensors() {
        return M == Mode::training ? kept : passing;
    }
};

} // namespace duet
