// Layer normalisation of rows.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

namespace duet::kernels {

/// A row of `Columns` elements: in registers where they are few.
template <std::size_t Columns, class T>
struct NormRow {
    static constexpr std::size_t vectors = whole_vectors<T>(Columns) / lanes<T>;
    static constexpr std::size_t whole = Columns / lanes<T>;
    std::array<Vector<T>, vectors> values;

    /// f(place, vector's index, part) for each vector of a row.
    template <class F>
    [[gnu::always_inline]] static void visit(const F& f) {
        for (std::size_t v = 0; v < whole; ++v) f(v * lanes<T>, v, AllLanes{});
        if constexpr (Columns % lanes<T> != 0) f(whole * lanes<T>, whole, FirstLanes{Columns % lanes<T>});
    }

    NormRow() = default;
    explicit NormRow(const T* from) {
        visit([&](std::size_t i, std::size_t v, auto part) __attribute__((always_inline)) { values[v] = load(from + i, part); });
    }
    void store_to(T* to) const {
        visit([&](std::size_t i, std::size_t v, auto part) __attribute__((always_inline)) { store(values[v], to + i, part); });
    }
    Vector<T>& operator[](std::size_t v) { return values[v]; }
};

/// y = (x - mean) * inverse_deviation * weight + bias for each row of x (rows, Columns); mean and inverse_deviation (rows) are kept for the gradient.
/// The variance is biased, and summed after the mean is subtracted.
template <std::size_t Columns, class T>
void layer_norm(const Workers<T>& workers, std::size_t rows, T eps, const T* weight, const T* bias, const T* x, T* y, T* mean, T* inverse_deviation) {
    using V = Vector<T>;
    using Row = NormRow<Columns, T>;
    constexpr T per_column = T{1} / static_cast<T>(Columns);
    workers.for_slots(rows, [&](std::size_t, std::size_t begin, std::size_t end) {
        Row scales(weight);
        Row shifts(bias);
        for (std::size_t r = begin; r < end; ++r) {
            Row row(x + r * Columns);
            V sum(T{});
            for (const V& v : row.values) sum += v; // lanes behind the end are zero
            const T own_mean = horizontal_sum(sum) * per_column;
            const V centre(own_mean);
            V squares(T{});
            Row::visit([&](std::size_t, std::size_t v, auto part) __attribute__((always_inline)) {
                row[v] -= centre;
                if constexpr (std::is_same_v<decltype(part), FirstLanes>) row[v] = keep_first(row[v], part.count, T{});
                squares = xsimd::fma(row[v], row[v], squares);
            });
            const T own_scale = T{1} / std::sqrt(horizontal_sum(squares) * per_column + eps);
            const V scale(own_scale);
            Row::visit([&](std::size_t i, std::size_t v, auto part)
                           __attribute__((always_inline)) { store(xsimd::fma(row[v] * scale, scales[v], shifts[v]), y + r * Columns + i, part); });
            mean[r] = own_mean;
            inverse_deviation[r] = own_scale;
        }
    });
}

/// dx, where it is wanted (not null), and the sums over rows that are the gradients of weight and bias: each slot takes `bias_offset + Columns`
/// elements, the weight's in front, and they are added to `gradients`, laid out alike.
template <std::size_t Columns, class T>
void layer_norm_gradient(const Workers<T>& workers, std::size_t rows, const T* weight, const T* x, const T* mean, const T* inverse_deviation,
                         const T* dy, T* dx, T* gradients, std::size_t bias_offset) {
    using V = Vector<T>;
    using Row = NormRow<Columns, T>;
    constexpr T per_column = T{1} / static_cast<T>(Columns);
    const auto task = [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* const sums = workers.slot(slot);
        std::fill_n(sums, bias_offset + Columns, T{});
        Row weights(weight);
        Row weight_sum(sums);
        Row bias_sum(sums + bias_offset);
        for (std::size_t r = begin; r < end; ++r) {
            Row normal(x + r * Columns);
            Row slope(dy + r * Columns);
            const V centre(mean[r]);
            const V scale(inverse_deviation[r]);
            V sum(T{});
            V projection(T{});
            for (std::size_t v = 0; v < Row::vectors; ++v) { // lanes behind the end are zero in slope and weights
                normal[v] = (normal[v] - centre) * scale;
                weight_sum[v] = xsimd::fma(slope[v], normal[v], weight_sum[v]);
                bias_sum[v] += slope[v];
                slope[v] *= weights[v];
                sum += slope[v];
                projection = xsimd::fma(slope[v], normal[v], projection);
            }
            if (dx == nullptr) continue;
            const V mean_slope(horizontal_sum(sum) * per_column);
            const V mean_projection(horizontal_sum(projection) * per_column);
            Row::visit([&](std::size_t i, std::size_t v, auto part) __attribute__((always_inline)) {
                store((slope[v] - mean_slope - normal[v] * mean_projection) * scale, dx + r * Columns + i, part);
            });
        }
        weight_sum.store_to(sums);
        bias_sum.store_to(sums + bias_offset);
    };
    const std::size_t count = workers.for_slots(rows, task, 4);
    add_slots(workers, count, bias_offset + Columns, gradients);
}

} // namespace duet::kernels
