// What a model follows while it is trained, beside what it learns.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/layers/parameter.hpp"

#include <cstddef>
#include <span>

namespace duet {

/// Moves a model's statistics, such as the running mean of BatchNorm: parameters that follow what the batches are. A backward pass leaves in the place
/// of their gradients by how much they exceed where they go. Clipping and optimisers know nothing of them, so `take` comes before these and `put`
/// behind. A model without statistics costs nothing. PyTorch equivalent: the buffers of a module.
template <class M>
class Statistics {
    using T = typename M::Scalar;

public:
    /// Remembers where the statistics go, and leaves zeros in the place of their gradients.
    void take(std::span<const T> parameters, std::span<T> gradients) {
        std::size_t at = 0;
        for_each([&](std::size_t i) {
            next_[at++] = parameters[i] - gradients[i];
            gradients[i] = 0;
        });
    }

    /// Has them arrive.
    void put(std::span<T> parameters) const {
        std::size_t at = 0;
        for_each([&](std::size_t i) { parameters[i] = next_[at++]; });
    }

private:
    static constexpr std::size_t count = [] {
        std::size_t sum = 0;
        for (const Parameter& p : M::parameter_table) sum += p.kind == ParameterKind::statistic ? p.size() : 0;
        return sum;
    }();

    /// body(place in the model's buffer) of each element of a statistic.
    template <class F>
    static void for_each(const F& body) {
        if constexpr (count > 0) {
            for (const auto& entry : M::parameter_table) {
                if (entry.kind != ParameterKind::statistic) continue;
                for (std::size_t e = 0; e < entry.size(); ++e) body(entry.offset + e);
            }
        }
    }

    Buffer<T> next_{count};
};

} // namespace duet
