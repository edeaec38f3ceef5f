// Matrix products small enough for the nearest cache, with every extent known to the compiler.
#pragma once

#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/simd.hpp"

#include <cstddef>

namespace duet::kernels {

/// c (rows, columns) = a (rows, depth) b (depth, columns), laid out as in ProductOperands. Rows of b and c have room for whole vectors.
struct SmallProduct {
    std::size_t rows, columns, depth;
    std::size_t a_row, a_depth;
    std::size_t b_row, c_row;
};

/// The product, in even tiles.
template <SmallProduct P, class T>
void small_product(const T* a, const T* b, T* c) {
    constexpr std::size_t vectors = whole_vectors<T>(P.columns) / lanes<T>;
    constexpr std::size_t most_vectors = vector_registers<T> == 32 ? 4 : 2;
    for_even_tiles<vectors, most_vectors>([&](auto tile_vectors, std::size_t v) {
        for_even_tiles<P.rows, tile_registers<T> / tile_vectors>([&](auto tile_rows, std::size_t r) {
            product_tile<tile_rows, tile_vectors>(
                P.depth, ProductOperands<T>{a + r * P.a_row, P.a_row, P.a_depth, b + v * lanes<T>, P.b_row, c + r * P.c_row + v * lanes<T>, P.c_row});
        });
    });
}

} // namespace duet::kernels
