// Matrix products without packing, for operands of which one stays in the nearer caches: c = start + a b, summed in registers.
#pragma once

#include "duet/kernels/row_vectors.hpp"
#include "duet/kernels/simd.hpp"

#include <array>
#include <cstddef>

namespace duet::kernels {

/// Element (r, k) of a stands at a[r * a_row + k * a_depth], so a may be a transpose; rows of b, c and start are `b_row`, `c_row`, `start_row` apart.
/// start is null for 0; with start_row 0 it is one row, a bias, for all; it may be c, to which the product is then added.
template <class T>
struct ProductOperands {
    const T* a;
    std::size_t a_row, a_depth;
    const T* b;
    std::size_t b_row;
    T* c;
    std::size_t c_row;
    const T* start = nullptr;
    std::size_t start_row = 0;

    /// From row `r` of c and column `v` on.
    [[nodiscard]] constexpr ProductOperands at(std::size_t r, std::size_t v) const {
        return {a + r * a_row, a_row, a_depth, b + v, b_row, c + r * c_row + v, c_row, start == nullptr ? start : start + r * start_row + v,
                start_row};
    }
};

/// Rows x Vectors of c, each element summed from the first of `depth` to the last. `last`: which lanes of the last vector of each row are c's.
template <std::size_t Rows, std::size_t Vectors, class T, class Part = AllLanes>
[[gnu::always_inline]] inline void product_tile(std::size_t depth, const ProductOperands<T>& p, Part last = {}) {
    using V = Vector<T>;
    const auto part_of = [&](auto v) {
        if constexpr (v + 1 == Vectors)
            return last;
        else
            return AllLanes{};
    };
    std::array<V, Rows * Vectors> sum;
    unroll<Rows * Vectors>([&](auto i) __attribute__((always_inline)) {
        constexpr std::integral_constant<std::size_t, i % Vectors> v;
        sum[i] = p.start == nullptr ? V(T{}) : load(p.start + (i / Vectors) * p.start_row + v * lanes<T>, part_of(v));
    });
    const T* a = p.a;
    const T* b = p.b;
    for (std::size_t k = 0; k < depth; ++k) {
        std::array<V, Vectors> row;
        unroll<Vectors>([&](auto v) __attribute__((always_inline)) { row[v] = load(b + v * lanes<T>, part_of(v)); });
        unroll<Rows>([&](auto r) __attribute__((always_inline)) {
            const V value(a[r * p.a_row]);
            unroll<Vectors>([&](auto v) __attribute__((always_inline)) { sum[r * Vectors + v] = xsimd::fma(value, row[v], sum[r * Vectors + v]); });
        });
        a += p.a_depth;
        b += p.b_row;
    }
    unroll<Rows * Vectors>([&](auto i) __attribute__((always_inline)) {
        constexpr std::integral_constant<std::size_t, i % Vectors> v;
        store(sum[i], p.c + (i / Vectors) * p.c_row + v * lanes<T>, part_of(v));
    });
}

/// A number of rows that is known only now, from 1 to `Most`.
template <std::size_t Most, std::size_t Vectors, class T, class Part>
void product_tile_of(std::size_t rows, std::size_t depth, const ProductOperands<T>& p, Part last) {
    if constexpr (Most > 1) {
        if (rows < Most) return product_tile_of<Most - 1, Vectors>(rows, depth, p, last);
    }
    product_tile<Most, Vectors>(depth, p, last);
}

/// All rows, in the fewest tiles of at most `Most`, of lengths that differ by one at most.
template <std::size_t Most, std::size_t Vectors, class T, class Part = AllLanes>
void product_rows(std::size_t rows, std::size_t depth, ProductOperands<T> p, Part last = {}) {
    for (std::size_t tiles = (rows + Most - 1) / Most; tiles > 0; --tiles) {
        const std::size_t length = (rows + tiles - 1) / tiles;
        product_tile_of<Most, Vectors>(length, depth, p, last);
        rows -= length;
        p = p.at(length, 0);
    }
}

/// A product of (rows, depth) and (depth, columns).
template <class T>
void direct_product(std::size_t rows, std::size_t columns, std::size_t depth, const ProductOperands<T>& p) {
    constexpr std::size_t most = vector_registers<T> == 32 ? 4 : 2;
    constexpr std::size_t most_rows = 6;
    for (std::size_t v = 0; v < columns;) {
        const std::size_t left = (columns - v) / lanes<T>;
        if (left >= most && left != most + 1) { // rather 3 + 2 than 4 + 1
            product_rows<most_rows, most>(rows, depth, p.at(0, v));
            v += most * lanes<T>;
        } else if (most > 2 && left >= 3) {
            product_rows<most_rows, 3>(rows, depth, p.at(0, v));
            v += 3 * lanes<T>;
        } else if (left >= 2) {
            product_rows<most_rows, 2>(rows, depth, p.at(0, v));
            v += 2 * lanes<T>;
        } else if (left == 1) {
            product_rows<most_rows, 1>(rows, depth, p.at(0, v));
            v += lanes<T>;
        } else {
            product_rows<most_rows, 1>(rows, depth, p.at(0, v), FirstLanes{columns - v});
            v = columns;
        }
    }
}

} // namespace duet::kernels
