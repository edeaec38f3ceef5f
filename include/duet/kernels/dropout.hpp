// Dropout of a whole batch, in parallel.
#pragma once

#include "duet/core/random.hpp"
#include "duet/core/workers.hpp"
#include "duet/kernels/random_mask.hpp"

#include <cstddef>

namespace duet::kernels {

/// y[i] = x[i] / (1 - probability), or 0 for the elements that are dropped, i in 0 .. count - 1; y may be x. The probability is that of
/// DropoutFactor.
/// Which ones, is a function of the stream and of first + i alone, so a gradient goes through the same call.
template <class T>
void dropout(const Workers<T>& workers, const RandomStream& random, std::size_t first, std::size_t count, double probability, const T* x, T* y) {
    constexpr std::size_t grain = 1024;
    workers.for_slots(
        count,
        [&](std::size_t, std::size_t begin, std::size_t end) {
            apply_random_mask(random, first + begin, end - begin, probability, x + begin, y + begin);
        },
        grain);
}

} // namespace duet::kernels
