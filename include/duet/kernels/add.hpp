// y += x.
#pragma once

#include "duet/core/workers.hpp"

#include <cstddef>

namespace duet::kernels {

/// y[i] += x[i] for `size` elements.
template <class T>
void add(const Workers<T>& workers, std::size_t size, const T* x, T* y) {
    constexpr std::size_t grain = 4096;
    workers.for_slots(
        size,
        [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) y[i] += x[i];
        },
        grain);
}

} // namespace duet::kernels
