// Dropout of elements by their index, so that forward and backward, on any thread, drop the same ones.
#pragma once

#include "duet/core/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace duet::kernels {

/// y[i] = x[i] / (1 - probability), or 0 where word first + i of the stream falls below the probability, for i in 0 .. count - 1; y may be x.
template <class T>
void apply_random_mask(const RandomStream& random, std::size_t first, std::size_t count, double probability, const T* x, T* y) {
    const auto threshold = static_cast<std::uint64_t>(probability * 0x1p32);
    const T scale = static_cast<T>(1 / (1 - probability));
    std::array<std::uint32_t, 4> words = random.quad(first / 4);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t index = first + i;
        if (index % 4 == 0) words = random.quad(index / 4);
        y[i] = words[index % 4] < threshold ? T{} : x[i] * scale;
    }
}

} // namespace duet::kernels
