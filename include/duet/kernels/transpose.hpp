// A square of vectors, turned in registers.
#pragma once

#include "duet/kernels/simd.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace duet::kernels {

/// a0 b0 a1 b1 ... of the lower halves of a and b (Half = 0) or of the upper ones (1).
/// xsimd's own zip_lo and zip_hi do this on AVX only: on AVX-512 they stay within 128 bits.
template <std::size_t Half, class T>
Vector<T> interleave(const Vector<T>& a, const Vector<T>& b) {
    using Register = typename Vector<T>::register_type;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return Vector<T>(__builtin_shufflevector(Register(a), Register(b), (Half * (lanes<T> / 2) + I / 2 + I % 2 * lanes<T>)...));
    }(std::make_index_sequence<lanes<T>>{});
}

/// rows[i][j] becomes rows[j][i]: in each of log2(lanes) rounds row i meets row i + lanes / 2, as cards in a perfect shuffle.
template <class T>
[[gnu::always_inline]] inline void transpose(std::array<Vector<T>, lanes<T>>& rows) {
    constexpr std::size_t half = lanes<T> / 2;
    for (std::size_t round = 1; round < lanes<T>; round *= 2) {
        const std::array<Vector<T>, lanes<T>> before = rows;
        unroll<half>([&](auto i) __attribute__((always_inline)) {
            rows[2 * i] = interleave<0, T>(before[i], before[i + half]);
            rows[2 * i + 1] = interleave<1, T>(before[i], before[i + half]);
        });
    }
}

} // namespace duet::kernels
