// Layer normalisation of rows.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace duet::kernels {

/// y = (x - mean) * inverse_deviation * weight + bias for each row of x (rows, columns); mean and inverse_deviation (rows) are kept for the gradient.
/// The variance is biased, and summed after the mean is subtracted.
template <class T>
void layer_norm(const Workers<T>& workers, std::size_t rows, std::size_t columns, T eps, const T* weight, const T* bias, const T* x, T* y, T* mean,
                T* inverse_deviation) {
    const T per_column = T{1} / static_cast<T>(columns);
    workers.for_slots(rows, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            const T* from = x + r * columns;
            T* to = y + r * columns;
            Vector<T> sum(T{});
            for_vectors<T>(columns, [&](std::size_t i, auto part) { sum += load(from + i, part); });
            mean[r] = horizontal_sum(sum) * per_column;
            const Vector<T> centre(mean[r]);
            Vector<T> squares(T{});
            for_vectors<T>(columns, [&](std::size_t i, auto part) {
                const Vector<T> deviation = load(from + i, part, mean[r]) - centre;
                squares += deviation * deviation;
            });
            inverse_deviation[r] = T{1} / std::sqrt(horizontal_sum(squares) * per_column + eps);
            const Vector<T> scale(inverse_deviation[r]);
            for_vectors<T>(columns, [&](std::size_t i, auto part) {
                store((load(from + i, part) - centre) * scale * load(weight + i, part) + load(bias + i, part), to + i, part);
            });
        }
    });
}

/// dx, where it is wanted (not null), and the sums over rows that are the gradients of weight and bias: each slot takes `bias_offset + columns`
/// elements, the weight's in front, and they are added to `gradients`, laid out alike.
template <class T>
void layer_norm_gradient(const Workers<T>& workers, std::size_t rows, std::size_t columns, const T* weight, const T* x, const T* mean,
                         const T* inverse_deviation, const T* dy, T* dx, T* gradients, std::size_t bias_offset) {
    const T per_column = T{1} / static_cast<T>(columns);
    const auto task = [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* weight_sum = workers.slot(slot);
        T* bias_sum = weight_sum + bias_offset;
        std::fill_n(weight_sum, bias_offset + columns, T{});
        for (std::size_t r = begin; r < end; ++r) {
            const T* row = x + r * columns;
            const T* gradient = dy + r * columns;
            const Vector<T> centre(mean[r]);
            const Vector<T> scale(inverse_deviation[r]);
            Vector<T> sum(T{});
            Vector<T> projection(T{});
            for_vectors<T>(columns, [&](std::size_t i, auto part) {
                const Vector<T> normal = (load(row + i, part) - centre) * scale;
                const Vector<T> g = load(gradient + i, part);
                const Vector<T> weighted = g * load(weight + i, part);
                sum += weighted;
                projection += weighted * normal;
                store(load(weight_sum + i, part) + g * normal, weight_sum + i, part);
                store(load(bias_sum + i, part) + g, bias_sum + i, part);
            });
            if (dx == nullptr) continue;
            const Vector<T> mean_gradient(horizontal_sum(sum) * per_column);
            const Vector<T> mean_projection(horizontal_sum(projection) * per_column);
            for_vectors<T>(columns, [&](std::size_t i, auto part) {
                const Vector<T> normal = (load(row + i, part) - centre) * scale;
                const Vector<T> weighted = load(gradient + i, part) * load(weight + i, part);
                store((weighted - mean_gradient - normal * mean_projection) * scale, dx + r * columns + i, part);
            });
        }
    };
    const std::size_t count = workers.for_slots(rows, task, 4);
    add_slots(workers, count, bias_offset + columns, gradients);
}

} // namespace duet::kernels
