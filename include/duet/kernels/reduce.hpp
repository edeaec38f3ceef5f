// Sums in a fixed order.
#pragma once

#include "duet/core/workers.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// target[e] += the sum over the first `count` slots of element first + e, added as a binary tree over the slots. Leaves the sum in slot 0.
template <class T>
void add_slots(const Workers<T>& workers, std::size_t count, std::size_t size, T* target, std::size_t first = 0) {
    constexpr std::size_t grain = 2048;
    const auto task = [&](std::size_t chunk) {
        const std::size_t begin = chunk * grain;
        const std::size_t end = std::min(size, begin + grain);
        for (std::size_t stride = 1; stride < count; stride *= 2) {
            for (std::size_t slot = 0; slot + stride < count; slot += 2 * stride) {
                T* sum = workers.slot(slot) + first;
                const T* other = workers.slot(slot + stride) + first;
                for (std::size_t e = begin; e < end; ++e) sum[e] += other[e];
            }
        }
        const T* sum = workers.slot(0) + first;
        for (std::size_t e = begin; e < end; ++e) target[e] += sum[e];
    };
    parallel_for((size + grain - 1) / grain, workers.threads, task);
}

/// Sums the columns of x (rows, columns) in `columns` elements of each slot, and returns the number of slots.
template <class T>
std::size_t sum_columns_in_slots(const Workers<T>& workers, std::size_t rows, std::size_t columns, const T* x) {
    return workers.for_slots(
        rows,
        [&](std::size_t slot, std::size_t begin, std::size_t end) {
            T* sum = workers.slot(slot);
            std::fill_n(sum, columns, T{});
            for (std::size_t r = begin; r < end; ++r) {
                const T* row = x + r * columns;
                for (std::size_t c = 0; c < columns; ++c) sum[c] += row[c];
            }
        },
        8);
}

/// target (columns) += the column sums of x (rows, columns). Takes `columns` elements of each slot. A bias gradient.
template <class T>
void add_column_sums(const Workers<T>& workers, std::size_t rows, std::size_t columns, const T* x, T* target) {
    add_slots(workers, sum_columns_in_slots(workers, rows, columns, x), columns, target);
}

} // namespace duet::kernels
