// Matrix products small enough for the first-level cache, with every extent known to the compiler: no packing, no call.
#pragma once

#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/simd.hpp"

#include <array>
#include <cstddef>

namespace duet::kernels {

/// c (rows, columns) = a (rows, depth) b (depth, columns). Element (r, k) of a stands at a[r * a_row + k * a_depth], so a may be a transpose;
/// rows of b and c are `b_row` and `c_row` apart, aligned, and have room for whole vectors.
struct SmallProduct {
    std::size_t rows, columns, depth;
    std::size_t a_row, a_depth;
    std::size_t b_row, c_row;
};

/// Rows x Vectors of c.
template <SmallProduct P, std::size_t Rows, std::size_t Vectors, class T>
void small_product_tile(const T* a, const T* b, T* c) {
    using V = Vector<T>;
    std::array<V, Rows * Vectors> sum;
    unroll<Rows * Vectors>([&](auto i) __attribute__((always_inline)) { sum[i] = V(T{}); });
    for (std::size_t k = 0; k < P.depth; ++k) {
        std::array<V, Vectors> row;
        unroll<Vectors>([&](auto v) __attribute__((always_inline)) { row[v] = V::load_aligned(b + v * lanes<T>); });
        unroll<Rows>([&](auto r) __attribute__((always_inline)) {
            const V value(a[r * P.a_row]);
            unroll<Vectors>([&](auto v) __attribute__((always_inline)) { sum[r * Vectors + v] = xsimd::fma(value, row[v], sum[r * Vectors + v]); });
        });
        a += P.a_depth;
        b += P.b_row;
    }
    unroll<Rows * Vectors>([&](auto i)
                               __attribute__((always_inline)) { sum[i].store_aligned(c + (i / Vectors) * P.c_row + (i % Vectors) * lanes<T>); });
}

template <SmallProduct P, class T>
void small_product(const T* a, const T* b, T* c) {
    constexpr std::size_t vectors = whole_vectors<T>(P.columns) / lanes<T>;
    constexpr std::size_t most_vectors = vector_registers<T> == 32 ? 4 : 2;
    for_even_tiles<vectors, most_vectors>([&](auto tile_vectors, std::size_t v) {
        for_even_tiles<P.rows, tile_registers<T> / tile_vectors>([&](auto tile_rows, std::size_t r) {
            small_product_tile<P, tile_rows, tile_vectors>(a + r * P.a_row, b + v * lanes<T>, c + r * P.c_row + v * lanes<T>);
        });
    });
}

} // namespace duet::kernels
