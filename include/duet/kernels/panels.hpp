// Matrices in panels: a few vectors of columns, row after row, so that what a product reads stands in a line.
#pragma once

#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/simd.hpp"
#include "duet/kernels/transpose.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// A matrix whose element (r, c) stands at data[r * row + c * column]; one of the two steps is 1.
template <class T>
struct MatrixView {
    const T* data;
    std::size_t row, column;

    [[nodiscard]] constexpr MatrixView at(std::size_t r, std::size_t c) const { return {data + r * row + c * column, row, column}; }
    [[nodiscard]] constexpr bool by_columns() const { return row == 1 && column != 1; }
};

/// Where a product goes, and what it starts from: rows `c_row` and `start_row` apart. start is null for 0; with start_row 0 it is one row, a bias,
/// for all; it may be c, to which the product is then added.
template <class T>
struct ProductResult {
    T* c;
    std::size_t c_row;
    const T* start;
    std::size_t start_row;

    [[nodiscard]] constexpr ProductResult at(std::size_t r, std::size_t v) const {
        return {c + r * c_row + v, c_row, start == nullptr ? start : start + r * start_row + v, start_row};
    }
    /// Goes on from the sums so far.
    [[nodiscard]] constexpr ProductResult again() const { return {c, c_row, c, c_row}; }
};

/// Columns of a panel: what a tile of `product_tile` holds in registers.
template <class T>
inline constexpr std::size_t panel_columns = (vector_registers<T> == 32 ? 4 : 2) * lanes<T>;

/// to (rows, columns), its rows `to_row` apart, becomes `from`.
template <class T>
void pack(std::size_t rows, std::size_t columns, const MatrixView<T>& from, T* to, std::size_t to_row) {
    if (from.by_columns()) {
        turn(columns, rows, from.data, from.column, to, to_row);
    } else {
        for (std::size_t r = 0; r < rows; ++r) std::copy_n(from.data + r * from.row, columns, to + r * to_row);
    }
}

/// The product with `columns` columns of a panel, of which `depth` rows count.
template <class T>
void panel_product(std::size_t rows, std::size_t columns, std::size_t depth, const MatrixView<T>& a, const T* panel, const ProductResult<T>& to) {
    constexpr std::size_t width = panel_columns<T>;
    const ProductOperands<T> p{a.data, a.row, a.column, panel, width, to.c, to.c_row, to.start, to.start_row};
    if (columns > width - lanes<T>) {
        product_rows<6, width / lanes<T>>(rows, depth, p, FirstLanes{columns - (width - lanes<T>)});
    } else {
        direct_product<T>(rows, columns, depth, p);
    }
}

/// Elements that a matrix takes in panels of any type.
constexpr std::size_t panels_size(std::size_t rows, std::size_t columns) {
    constexpr std::size_t widest = panel_columns<float>;
    return rows * ((columns + widest - 1) / widest * widest);
}

/// Lays out all columns of `from`, `rows` rows of them, behind row `first_row` of panels that have `panel_rows` rows.
template <class T>
void to_panels(std::size_t rows, std::size_t columns, const MatrixView<T>& from, std::size_t panel_rows, std::size_t first_row, T* panels) {
    constexpr std::size_t width = panel_columns<T>;
    for (std::size_t v = 0; v < columns; v += width) {
        pack(rows, std::min(width, columns - v), from.at(0, v), panels + v * panel_rows + first_row * width, width);
    }
}

/// The rows of a product, where they come in strips: `count` of them, of `rows` rows each, `a_step` and `c_step` elements apart.
struct Strips {
    std::size_t count, rows;
    std::size_t a_step = 0, c_step = 0;
};

/// c = a b, or with `add` c + a b; b (depth, columns) in panels, rows of c `c_row` apart. Each element is one sum from the first of `depth` to the last.
template <class T>
void panelled_product(const Strips& strips, std::size_t columns, std::size_t depth, const MatrixView<T>& a, const T* panels, T* c, std::size_t c_row,
                      bool add) {
    constexpr std::size_t width = panel_columns<T>;
    constexpr std::size_t most_rows = std::size_t{32} * 1024 / sizeof(T) / width; // of a panel: they stay in the nearest cache
    const std::size_t runs = (depth + most_rows - 1) / most_rows;
    for (std::size_t v = 0; v < columns; v += width) {
        for (std::size_t run = 0; run < runs; ++run) {
            const std::size_t k = depth * run / runs;
            const std::size_t length = depth * (run + 1) / runs - k;
            for (std::size_t strip = 0; strip < strips.count; ++strip) {
                const MatrixView<T> rows{a.at(0, k).data + strip * strips.a_step, a.row, a.column};
                T* const to = c + strip * strips.c_step + v;
                panel_product(strips.rows, std::min(width, columns - v), length, rows, panels + v * depth + k * width,
                              {to, c_row, add || k > 0 ? to : nullptr, c_row});
            }
        }
    }
}

} // namespace duet::kernels
