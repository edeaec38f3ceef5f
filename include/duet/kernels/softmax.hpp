// Softmax of rows.
#pragma once

#include "duet/kernels/row_vectors.hpp"

#include <cstddef>
#include <limits>

namespace duet::kernels {

/// y = exp(scale x - m) / sum, m the largest of scale x, for a row of `count` elements; y may be x. scale > 0.
template <class T>
void softmax_row(std::size_t count, T scale, const T* x, T* y) {
    constexpr T lowest = std::numeric_limits<T>::lowest();
    Vector<T> largest(lowest);
    for_vectors<T>(count, [&](std::size_t i, auto part) { largest = xsimd::max(largest, load(x + i, part, lowest)); });
    const Vector<T> scales(scale);
    const Vector<T> shift(horizontal_max(largest));
    Vector<T> sum(T{});
    for_vectors<T>(count, [&](std::size_t i, auto part) {
        const Vector<T> values = xsimd::exp(scales * (load(x + i, part, lowest) - shift)); // exp(lowest) = 0 adds nothing
        sum += values;
        store(values, y + i, part);
    });
    const Vector<T> inverse(T{1} / horizontal_sum(sum));
    for_vectors<T>(count, [&](std::size_t i, auto part) { store(load(y + i, part) * inverse, y + i, part); });
}

/// dx = scale y (dy - sum(y dy)): the gradient of softmax_row; dx may be dy.
template <class T>
void softmax_row_gradient(std::size_t count, T scale, const T* y, const T* dy, T* dx) {
    Vector<T> sum(T{});
    for_vectors<T>(count, [&](std::size_t i, auto part) { sum += load(y + i, part) * load(dy + i, part); });
    const Vector<T> mean(horizontal_sum(sum));
    const Vector<T> scales(scale);
    for_vectors<T>(count, [&](std::size_t i, auto part) { store(scales * load(y + i, part) * (load(dy + i, part) - mean), dx + i, part); });
}

} // namespace duet::kernels
