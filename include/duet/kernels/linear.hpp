// y = x W^T + b on rows, and its gradients.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/gemm.hpp"
#include "duet/kernels/reduce.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// y (rows, outputs) = x (rows, inputs) weight^T + bias; weight (outputs, inputs).
template <class T>
void linear(const Workers<T>& workers, std::size_t rows, std::size_t inputs, std::size_t outputs, const T* x, const T* weight, const T* bias, T* y) {
    workers.for_slots(rows, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) std::copy_n(bias, outputs, y + r * outputs);
    });
    parallel_gemm(workers, Transpose::no, Transpose::yes, rows, outputs, inputs, x, inputs, weight, inputs, T{1}, y, outputs);
}

/// Elements of slot scratch that `add_linear_gradients` takes.
constexpr std::size_t linear_slot_size(std::size_t inputs, std::size_t outputs) {
    return std::max(weight_gradient_slot_size(outputs, inputs), outputs);
}

/// weight_gradient += dy^T x and bias_gradient += the sum of dy's rows.
template <class T>
void add_linear_gradients(const Workers<T>& workers, std::size_t rows, std::size_t inputs, std::size_t outputs, const T* x, const T* dy,
                          T* weight_gradient, T* bias_gradient) {
    add_weight_gradient(workers, rows, outputs, inputs, dy, outputs, x, inputs, weight_gradient);
    add_column_sums(workers, rows, outputs, dy, bias_gradient);
}

/// dx (rows, inputs) = dy (rows, outputs) weight.
template <class T>
void linear_input_gradient(const Workers<T>& workers, std::size_t rows, std::size_t inputs, std::size_t outputs, const T* dy, const T* weight,
                           T* dx) {
    parallel_gemm(workers, Transpose::no, Transpose::no, rows, inputs, outputs, dy, outputs, weight, inputs, T{}, dx, inputs);
}

} // namespace duet::kernels
