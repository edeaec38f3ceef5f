// Products of a few rows with a matrix by columns, such as a linear layer on one sample: nothing is laid out anew, each value is read once.
// The sums have another order than packed_product's: what a few samples give may differ in the last bits from what they give among many.
#pragma once

#include "duet/kernels/row_vectors.hpp"
#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet::kernels {

/// Up to so many rows: laying out the matrix would cost more than it saves.
inline constexpr std::size_t few_rows = 4;

/// Columns v .. v + Columns - 1 of c, in Rows rows: sums by lanes, joined at the end. start as in dot_products.
template <std::size_t Rows, std::size_t Columns, class T>
[[gnu::always_inline]] inline void dot_tile(std::size_t depth, const T* a, std::size_t a_row, const T* b, std::size_t b_column, const T* start,
                                            std::size_t start_row, T* c, std::size_t c_row) {
    std::array<Vector<T>, Rows * Columns> sum;
    sum.fill(Vector<T>(T{}));
    for_vectors<T>(depth, [&](std::size_t k, auto part) __attribute__((always_inline)) {
        std::array<Vector<T>, Rows> row;
        unroll<Rows>([&](auto r) __attribute__((always_inline)) { row[r] = load(a + r * a_row + k, part); });
        unroll<Columns>([&](auto v) __attribute__((always_inline)) {
            const Vector<T> column = load(b + v * b_column + k, part);
            unroll<Rows>([&](auto r) __attribute__((always_inline)) { sum[r * Columns + v] = xsimd::fma(row[r], column, sum[r * Columns + v]); });
        });
    });
    unroll<Rows * Columns>([&](auto i) __attribute__((always_inline)) {
        constexpr std::size_t r = i / Columns, v = i % Columns;
        c[r * c_row + v] = (start == nullptr ? T{} : start[r * start_row + v]) + horizontal_sum(sum[i]);
    });
}

/// c (rows, columns) = start + a (rows, depth) b, with at most `few_rows` rows and each column of b, `b_column` apart, in one piece; start as in
/// packed_product.
template <std::size_t Rows = few_rows, class T>
void dot_products(std::size_t rows, std::size_t columns, std::size_t depth, const T* a, std::size_t a_row, const T* b, std::size_t b_column,
                  const T* start, std::size_t start_row, T* c, std::size_t c_row) {
    if constexpr (Rows > 1) {
        if (rows < Rows) return dot_products<Rows - 1>(rows, columns, depth, a, a_row, b, b_column, start, start_row, c, c_row);
    }
    constexpr std::size_t together = 4;
    const auto from = [&](std::size_t v) { return start == nullptr ? start : start + v; };
    std::size_t v = 0;
    for (; v + together <= columns; v += together) {
        dot_tile<Rows, together>(depth, a, a_row, b + v * b_column, b_column, from(v), start_row, c + v, c_row);
    }
    for (; v < columns; ++v) dot_tile<Rows, 1>(depth, a, a_row, b + v * b_column, b_column, from(v), start_row, c + v, c_row);
}

} // namespace duet::kernels
