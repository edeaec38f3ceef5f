// Batch normalisation of columns.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/reduce.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace duet::kernels {

/// Mean and biased variance of each column of x (rows, Columns), which may be some rows only of `all_rows`: `sum_parts(values)` then adds up values over
/// all parts. The squares are summed after the mean is subtracted. Takes `Columns` elements of each slot.
template <std::size_t Columns, class T, class Sum>
void column_statistics(const Workers<T>& workers, std::size_t rows, std::size_t all_rows, const Sum& sum_parts, const T* x, T* mean, T* variance) {
    const T per_row = T{1} / static_cast<T>(all_rows);
    std::fill_n(mean, Columns, T{});
    add_column_sums(workers, rows, Columns, x, mean);
    sum_parts(std::span<T>(mean, Columns));
    for (std::size_t c = 0; c < Columns; ++c) mean[c] *= per_row;
    std::fill_n(variance, Columns, T{});
    const auto squares = [&](std::size_t slot, std::size_t begin, std::size_t end) {
        std::array<T, Columns> sum{};
        for (std::size_t r = begin; r < end; ++r) {
            const T* row = x + r * Columns;
            for (std::size_t c = 0; c < Columns; ++c) sum[c] += (row[c] - mean[c]) * (row[c] - mean[c]);
        }
        std::copy(sum.begin(), sum.end(), workers.slot(slot));
    };
    add_slots(workers, workers.for_slots(rows, squares, 8), Columns, variance);
    sum_parts(std::span<T>(variance, Columns));
    for (std::size_t c = 0; c < Columns; ++c) variance[c] *= per_row;
}

/// 1 / sqrt(variance + eps) of each column.
template <std::size_t Columns, class T>
std::array<T, Columns> inverse_deviations(const T* variance, T eps) {
    std::array<T, Columns> inverse;
    for (std::size_t c = 0; c < Columns; ++c) inverse[c] = T{1} / std::sqrt(variance[c] + eps);
    return inverse;
}

/// y = (x - mean) / sqrt(variance + eps) * weight + bias of each column of x (rows, Columns); y may be x.
template <std::size_t Columns, class T>
void batch_norm(const Workers<T>& workers, std::size_t rows, T eps, const T* weight, const T* bias, const T* mean, const T* variance, const T* x,
                T* y) {
    std::array<T, Columns> scale = inverse_deviations<Columns>(variance, eps);
    for (std::size_t c = 0; c < Columns; ++c) scale[c] *= weight[c];
    workers.for_slots(rows, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            const T* from = x + r * Columns;
            T* to = y + r * Columns;
            for (std::size_t c = 0; c < Columns; ++c) to[c] = (from[c] - mean[c]) * scale[c] + bias[c];
        }
    });
}

/// dx, where it is wanted (not null), through the statistics too, which are those of `all_rows` rows, and the gradients of weight and bias, to which
/// these rows' are added. Takes 2 * Columns elements of each slot.
template <std::size_t Columns, class T, class Sum>
void batch_norm_gradient(const Workers<T>& workers, std::size_t rows, std::size_t all_rows, const Sum& sum_parts, T eps, const T* weight,
                         const T* mean, const T* variance, const T* x, const T* dy, T* dx, T* weight_gradient, T* bias_gradient) {
    const std::array<T, Columns> inverse = inverse_deviations<Columns>(variance, eps);
    const auto sums = [&](std::size_t slot, std::size_t begin, std::size_t end) {
        std::array<T, Columns> projection{};
        std::array<T, Columns> sum{};
        for (std::size_t r = begin; r < end; ++r) {
            const T* row = x + r * Columns;
            const T* slope = dy + r * Columns;
            for (std::size_t c = 0; c < Columns; ++c) {
                projection[c] += slope[c] * (row[c] - mean[c]) * inverse[c];
                sum[c] += slope[c];
            }
        }
        std::copy(projection.begin(), projection.end(), workers.slot(slot));
        std::copy(sum.begin(), sum.end(), workers.slot(slot) + Columns);
    };
    const std::size_t count = workers.for_slots(rows, sums, 8);
    add_slots(workers, count, Columns, weight_gradient);
    add_slots(workers, count, Columns, bias_gradient, Columns);
    if (dx == nullptr) return;
    sum_parts(std::span<T>(workers.slot(0), 2 * Columns));
    const T per_row = T{1} / static_cast<T>(all_rows);
    const T* projection = workers.slot(0);
    const T* sum = projection + Columns;
    std::array<T, Columns> scale;
    std::array<T, Columns> along;
    std::array<T, Columns> level;
    for (std::size_t c = 0; c < Columns; ++c) {
        scale[c] = weight[c] * inverse[c];
        along[c] = projection[c] * inverse[c] * per_row;
        level[c] = sum[c] * per_row;
    }
    workers.for_slots(rows, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            const T* row = x + r * Columns;
            const T* slope = dy + r * Columns;
            T* to = dx + r * Columns;
            for (std::size_t c = 0; c < Columns; ++c) to[c] = (slope[c] - level[c] - (row[c] - mean[c]) * along[c]) * scale[c];
        }
    });
}

} // namespace duet::kernels
