// y = x W^T + b on rows, and its gradients: directly where W is small, else through BLAS.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/gemm.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/kernels/transpose.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// Whether a product with a weight of so many elements, giving rows of `columns`, is better made directly: W stays in the cache and whole
/// vectors come out.
template <class T>
constexpr bool direct_linear(std::size_t weights, std::size_t columns) {
    return weights <= largest_slot_gradient && columns % lanes<T> == 0;
}

/// Rows of one piece of work: fewer would read the weight too often.
inline constexpr std::size_t linear_grain = 8;

/// Elements that `prepare_linear` writes.
constexpr std::size_t linear_prepared_size(std::size_t inputs, std::size_t outputs) {
    return inputs * outputs <= largest_slot_gradient ? inputs * outputs : 0;
}

/// weight (outputs, inputs) as `linear` reads it where it works directly.
template <class T>
void prepare_linear(std::size_t inputs, std::size_t outputs, const T* weight, T* prepared) {
    if (direct_linear<T>(inputs * outputs, outputs)) turn(outputs, inputs, weight, prepared);
}

/// y (rows, outputs) = x (rows, inputs) weight^T + bias; weight (outputs, inputs), and what prepare_linear has made of it.
template <class T>
void linear(const Workers<T>& workers, std::size_t rows, std::size_t inputs, std::size_t outputs, const T* x, const T* weight, const T* prepared,
            const T* bias, T* y) {
    if (direct_linear<T>(inputs * outputs, outputs)) {
        workers.for_slots(
            rows,
            [&](std::size_t, std::size_t begin, std::size_t end) {
                direct_product<T>(end - begin, outputs, inputs,
                                  {x + begin * inputs, inputs, 1, prepared, outputs, y + begin * outputs, outputs, bias, 0});
            },
            linear_grain);
        return;
    }
    parallel_gemm<T>(workers, Transpose::no, Transpose::yes, rows, outputs, inputs, x, inputs, weight, inputs, {y, outputs, bias, 0});
}

/// Elements of slot scratch that `add_linear_gradients` takes.
constexpr std::size_t linear_slot_size(std::size_t inputs, std::size_t outputs) {
    return std::max(weight_gradient_slot_size(outputs, inputs), outputs);
}

/// weight_gradient += dy^T x and bias_gradient += the sum of dy's rows.
template <class T>
void add_linear_gradients(const Workers<T>& workers, std::size_t rows, std::size_t inputs, std::size_t outputs, const T* x, const T* dy,
                          T* weight_gradient, T* bias_gradient) {
    if (direct_linear<T>(inputs * outputs, inputs)) {
        const std::size_t count = workers.for_slots(
            rows,
            [&](std::size_t slot, std::size_t begin, std::size_t end) {
                direct_product<T>(outputs, inputs, end - begin,
                                  {dy + begin * outputs, 1, outputs, x + begin * inputs, inputs, workers.slot(slot), inputs});
            },
            linear_grain);
        add_slots(workers, count, inputs * outputs, weight_gradient);
    } else {
        add_weight_gradient(workers, rows, outputs, inputs, dy, outputs, x, inputs, weight_gradient);
    }
    add_column_sums(workers, rows, outputs, dy, bias_gradient);
}

/// dx (rows, inputs) = dy (rows, outputs) weight.
template <class T>
void linear_input_gradient(const Workers<T>& workers, std::size_t rows, std::size_t inputs, std::size_t outputs, const T* dy, const T* weight,
                           T* dx) {
    if (direct_linear<T>(inputs * outputs, inputs)) {
        workers.for_slots(
            rows,
            [&](std::size_t, std::size_t begin, std::size_t end) {
                direct_product<T>(end - begin, inputs, outputs, {dy + begin * outputs, outputs, 1, weight, inputs, dx + begin * inputs, inputs});
            },
            linear_grain);
        return;
    }
    parallel_gemm(workers, Transpose::no, Transpose::no, rows, inputs, outputs, dy, outputs, weight, inputs, T{}, dx, inputs);
}

} // namespace duet::kernels
