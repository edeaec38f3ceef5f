// A data set's table in memory: one row a sample.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace duet::data {

/// `rows` x `columns` floats, row-major. Equivalent: a two-dimensional `numpy.ndarray` of float32 in C order.
struct Matrix {
    std::size_t rows = 0;      ///< samples
    std::size_t columns = 0;   ///< features of each
    std::vector<float> values; ///< rows * columns

    [[nodiscard]] std::span<float> row(std::size_t i) { return {values.data() + i * columns, columns}; }             ///< row `i`
    [[nodiscard]] std::span<const float> row(std::size_t i) const { return {values.data() + i * columns, columns}; } ///< row `i`, to be read only
};

} // namespace duet::data
