// Matrix products of operands that no near cache holds: c = start + a b, block by block, each laid out in near memory as it is read.
// Each element is one sum from the first of `depth` to the last, as in direct_product, so neither blocks nor the cut into pieces change a bit.
#pragma once

#include "duet/kernels/panels.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// The most rows of a panel, 24 KiB: it stays in the nearest cache beside rows of a and c.
template <class T>
inline constexpr std::size_t panel_depth = std::size_t{24} * 1024 / sizeof(T) / panel_columns<T>;

/// The most rows and columns of a that are worked through before the next, with all panels of b: they stay in the second cache.
inline constexpr std::size_t block_rows = 384, block_depth = 256;
/// The most rows of a that are laid out anew because it stands by columns.
inline constexpr std::size_t turned_rows = 96;

/// The product of some rows and at most `block_depth` columns of a.
template <class T>
void packed_block(std::size_t rows, std::size_t columns, std::size_t depth, const MatrixView<T>& a, const MatrixView<T>& b,
                  const ProductResult<T>& result) {
    constexpr std::size_t width = panel_columns<T>;
    alignas(64) T panel[panel_depth<T> * width]; // NOLINT(*-avoid-c-arrays,*-member-init): each row is written before it is read
    const std::size_t runs = (depth + panel_depth<T> - 1) / panel_depth<T>;
    for (std::size_t v = 0; v < columns; v += width) {
        const std::size_t wide = std::min(width, columns - v);
        for (std::size_t run = 0; run < runs; ++run) {
            const std::size_t k = depth * run / runs;
            const std::size_t length = depth * (run + 1) / runs - k;
            pack(length, wide, b.at(k, v), panel, width);
            panel_product(rows, wide, length, a.at(0, k), static_cast<const T*>(panel), k > 0 ? result.at(0, v).again() : result.at(0, v));
        }
    }
}

/// c (rows, columns), its rows `c_row` apart, = start + a (rows, depth) b (depth, columns). start is null for 0; with start_row 0 it is one row, a
/// bias, for all; it may be c, to which the product is then added. Allocates nothing, takes 130 KB of the stack.
template <class T>
void packed_product(std::size_t rows, std::size_t columns, std::size_t depth, const MatrixView<T>& a, const MatrixView<T>& b,
                    const ProductResult<T>& result) {
    alignas(64) T turned[turned_rows * block_depth]; // NOLINT(*-avoid-c-arrays,*-member-init): likewise
    const std::size_t most_rows = a.by_columns() ? turned_rows : block_rows;
    const std::size_t blocks = (rows + most_rows - 1) / most_rows;
    for (std::size_t index = 0; index < blocks; ++index) {
        const std::size_t r = rows * index / blocks;
        const std::size_t these = rows * (index + 1) / blocks - r;
        for (std::size_t k = 0; k < depth; k += block_depth) {
            const std::size_t deep = std::min(block_depth, depth - k);
            MatrixView<T> block = a.at(r, k);
            if (a.by_columns()) {
                pack(these, deep, block, turned, block_depth);
                block = {turned, block_depth, 1};
            }
            packed_block(these, columns, deep, block, b.at(k, 0), k > 0 ? result.at(r, 0).again() : result.at(r, 0));
        }
    }
}

} // namespace duet::kernels
