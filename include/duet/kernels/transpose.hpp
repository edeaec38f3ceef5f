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

/// to (columns, rows) = the transpose of from (rows, columns); rows of both `from_row` and `to_row` elements apart.
template <class T>
void turn(std::size_t rows, std::size_t columns, const T* from, std::size_t from_row, T* to, std::size_t to_row) {
    constexpr std::size_t side = lanes<T>;
    const std::size_t whole_rows = rows / side * side;
    const std::size_t whole_columns = columns / side * side;
    for (std::size_t r = 0; r < whole_rows; r += side) {
        for (std::size_t c = 0; c < whole_columns; c += side) {
            std::array<Vector<T>, side> square;
            unroll<side>([&](auto i) { square[i] = Vector<T>::load_unaligned(from + (r + i) * from_row + c); });
            transpose<T>(square);
            unroll<side>([&](auto i) { square[i].store_unaligned(to + (c + i) * to_row + r); });
        }
    }
    const auto singly = [&](std::size_t first_row, std::size_t last_row, std::size_t first_column) {
        for (std::size_t r = first_row; r < last_row; ++r) {
            for (std::size_t c = first_column; c < columns; ++c) to[c * to_row + r] = from[r * from_row + c];
        }
    };
    singly(0, whole_rows, whole_columns);
    singly(whole_rows, rows, 0);
}

/// The same of dense rows.
template <class T>
void turn(std::size_t rows, std::size_t columns, const T* from, T* to) {
    turn(rows, columns, from, columns, to, rows);
}

} // namespace duet::kernels
