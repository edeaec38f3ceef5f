// One step of long short-term memory, element by element, there and back.
// Gates lie in the order input i, forget f, cell g, output o, as in PyTorch. Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000.
#pragma once

#include "duet/kernels/row_vectors.hpp"

#include <cstddef>

namespace duet::kernels {

/// 1 / (1 + exp(-x)).
template <class V>
V sigmoid(const V& x) {
    return V(1) / (V(1) + xsimd::exp(-x));
}

/// One step of one sample: `gates` holds the sums without biases and receives the activations. `previous_cell` is null at the first step.
template <class T>
void lstm_step(std::size_t hidden, const T* input_bias, const T* hidden_bias, const T* previous_cell, T* gates, T* cell, T* output) {
    for_vectors<T>(hidden, [&](std::size_t u, auto part) {
        const auto sum = [&](std::size_t gate) {
            const std::size_t at = gate * hidden + u;
            return load(gates + at, part) + (load(input_bias + at, part) + load(hidden_bias + at, part));
        };
        const Vector<T> i = sigmoid(sum(0));
        const Vector<T> f = sigmoid(sum(1));
        const Vector<T> g = xsimd::tanh(sum(2));
        const Vector<T> o = sigmoid(sum(3));
        Vector<T> c = i * g;
        if (previous_cell != nullptr) c += f * load(previous_cell + u, part);
        store(i, gates + u, part);
        store(f, gates + hidden + u, part);
        store(g, gates + 2 * hidden + u, part);
        store(o, gates + 3 * hidden + u, part);
        store(c, cell + u, part);
        store(o * xsimd::tanh(c), output + u, part);
    });
}

/// The step's gradient: from that of its output and, in `cell_gradient`, of its cell state, to that of the gates' sums and of the previous cell state.
template <class T>
void lstm_step_gradient(std::size_t hidden, const T* gates, const T* previous_cell, const T* cell, const T* output_gradient, T* cell_gradient,
                        T* gate_gradients) {
    const Vector<T> one(1);
    for_vectors<T>(hidden, [&](std::size_t u, auto part) {
        const Vector<T> i = load(gates + u, part);
        const Vector<T> f = load(gates + hidden + u, part);
        const Vector<T> g = load(gates + 2 * hidden + u, part);
        const Vector<T> o = load(gates + 3 * hidden + u, part);
        const Vector<T> squashed = xsimd::tanh(load(cell + u, part));
        const Vector<T> dy = load(output_gradient + u, part);
        const Vector<T> dc = load(cell_gradient + u, part) + dy * o * (one - squashed * squashed);
        const Vector<T> before = previous_cell == nullptr ? Vector<T>(T{}) : load(previous_cell + u, part);
        store(dc * g * i * (one - i), gate_gradients + u, part);
        store(dc * before * f * (one - f), gate_gradients + hidden + u, part);
        store(dc * i * (one - g * g), gate_gradients + 2 * hidden + u, part);
        store(dy * squashed * o * (one - o), gate_gradients + 3 * hidden + u, part);
        store(dc * f, cell_gradient + u, part);
    });
}

} // namespace duet::kernels
