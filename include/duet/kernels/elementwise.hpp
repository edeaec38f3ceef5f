// One function on every element, vector by vector, in parallel.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <cstddef>

namespace duet::kernels {

/// y[i] = f(x[i]...) for i in 0 .. count - 1, with f from Vector<T>... to Vector<T>; y may be one of the x.
/// A partly filled vector goes through f too, so that an element's value does not depend on its place.
template <class T, class F, class... X>
void elementwise(const Workers<T>& workers, std::size_t count, const F& f, T* y, const X*... x) {
    constexpr std::size_t grain = 4096;
    workers.for_slots(
        count,
        [&](std::size_t, std::size_t begin, std::size_t end) {
            for_vectors<T>(end - begin, [&](std::size_t i, auto part) { store(f(load(x + begin + i, part)...), y + begin + i, part); });
        },
        grain);
}

} // namespace duet::kernels
