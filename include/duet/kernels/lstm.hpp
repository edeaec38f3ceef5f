// One layer of long short-term memory over a batch of sequences, time-major: row t * samples + s is step t of sample s.
// Gates lie in the order input i, forget f, cell g, output o, as in PyTorch. Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/gemm.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/kernels/row_vectors.hpp"
#include "duet/kernels/transpose.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// Of one layer of an LSTM.
struct LSTMExtents {
    std::size_t steps, samples, inputs, hidden;

    [[nodiscard]] constexpr std::size_t rows() const { return steps * samples; }
    [[nodiscard]] constexpr std::size_t gates() const { return 4 * hidden; }
};

/// Weights (gates, inputs) and (gates, hidden), biases (gates); or their gradients.
template <class T>
struct LSTMParameters {
    T* input_weight;
    T* hidden_weight;
    T* input_bias;
    T* hidden_bias;
};

/// What a forward pass leaves: gates (rows, 4 hidden) after their activations, cell and hidden states (rows, hidden).
template <class T>
struct LSTMStates {
    T* gates;
    T* cell;
    T* hidden;
};

/// Samples whose steps one thread takes together: fewer would spend their time on reading the recurrent weights.
inline constexpr std::size_t lstm_grain = 16;

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

/// Whether the recurrent products are made directly: whole vectors come out, and the weight stays in the nearer caches from step to step.
template <class T>
constexpr bool direct_recurrence(std::size_t hidden) {
    return hidden % lanes<T> == 0;
}

/// Elements of shared scratch that `lstm` takes: the recurrent weight transposed.
constexpr std::size_t lstm_shared_size(std::size_t hidden) { return 4 * hidden * hidden; }

/// Fills `states` from x (rows, inputs) and a zero initial state. x may be states.hidden.
template <class T>
void lstm(const Workers<T>& workers, const LSTMExtents& extents, const LSTMParameters<const T>& parameters, const T* x, const LSTMStates<T>& states) {
    const auto [steps, samples, inputs, hidden] = extents;
    const std::size_t gates = extents.gates();
    const bool direct = direct_recurrence<T>(hidden);
    parallel_gemm(workers, Transpose::no, Transpose::yes, extents.rows(), gates, inputs, x, inputs, parameters.input_weight, inputs, T{},
                  states.gates, gates);
    if (direct) turn(gates, hidden, parameters.hidden_weight, workers.shared);
    workers.for_slots(
        samples,
        [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t t = 0; t < extents.steps; ++t) {
                const std::size_t first = t * extents.samples + begin;
                const std::size_t before = first - extents.samples; // not read at the first step
                T* const sums = states.gates + first * gates;
                const T* previous = states.hidden + before * hidden;
                if (t > 0 && direct) {
                    direct_product<T>(end - begin, gates, hidden, {previous, hidden, 1, workers.shared, gates, sums, gates, sums, gates});
                } else if (t > 0) {
                    gemm(Transpose::no, Transpose::yes, end - begin, gates, hidden, previous, hidden, parameters.hidden_weight, hidden, T{1}, sums,
                         gates);
                }
                for (std::size_t s = 0; s < end - begin; ++s) {
                    lstm_step(hidden, parameters.input_bias, parameters.hidden_bias, t > 0 ? states.cell + (before + s) * hidden : nullptr,
                              sums + s * gates, states.cell + (first + s) * hidden, states.hidden + (first + s) * hidden);
                }
            }
        },
        lstm_grain);
}

/// Back through time: assigns gate_gradients (rows, 4 hidden), those of the gates' sums. Turns hidden_gradient (rows, hidden) from what comes from
/// above into the whole gradient of the hidden states. cell_gradient (samples, hidden) is scratch.
template <class T>
void lstm_gate_gradients(const Workers<T>& workers, const LSTMExtents& extents, const T* hidden_weight, const LSTMStates<const T>& states,
                         T* hidden_gradient, T* cell_gradient, T* gate_gradients) {
    const std::size_t hidden = extents.hidden;
    const std::size_t gates = extents.gates();
    workers.for_slots(
        extents.samples,
        [&](std::size_t, std::size_t begin, std::size_t end) {
            std::fill(cell_gradient + begin * hidden, cell_gradient + end * hidden, T{});
            for (std::size_t t = extents.steps; t-- > 0;) {
                const std::size_t first = t * extents.samples + begin;
                const std::size_t before = first - extents.samples; // not read at the first step
                const std::size_t after = first + extents.samples;  // not read at the last
                T* const slopes = hidden_gradient + first * hidden;
                if (t + 1 < extents.steps && direct_recurrence<T>(hidden)) {
                    direct_product<T>(end - begin, hidden, gates,
                                      {gate_gradients + after * gates, gates, 1, hidden_weight, hidden, slopes, hidden, slopes, hidden});
                } else if (t + 1 < extents.steps) {
                    gemm(Transpose::no, Transpose::no, end - begin, hidden, gates, gate_gradients + after * gates, gates, hidden_weight, hidden, T{1},
                         slopes, hidden);
                }
                for (std::size_t s = 0; s < end - begin; ++s) {
                    lstm_step_gradient(hidden, states.gates + (first + s) * gates, t > 0 ? states.cell + (before + s) * hidden : nullptr,
                                       states.cell + (first + s) * hidden, hidden_gradient + (first + s) * hidden,
                                       cell_gradient + (begin + s) * hidden, gate_gradients + (first + s) * gates);
                }
            }
        },
        lstm_grain);
}

/// Weight gradients of up to so many elements are summed in slots: there are as many rows as samples times steps.
inline constexpr std::size_t largest_lstm_slot_gradient = std::size_t{512} * 1024;

/// Elements of slot scratch that `add_lstm_gradients` takes.
constexpr std::size_t lstm_slot_size(std::size_t inputs, std::size_t hidden) {
    return std::max({weight_gradient_slot_size(4 * hidden, inputs, largest_lstm_slot_gradient),
                     weight_gradient_slot_size(4 * hidden, hidden, largest_lstm_slot_gradient), 4 * hidden});
}

/// Adds the parameters' gradients from those of the gates' sums, x (rows, inputs) and the hidden states (rows, hidden).
template <class T>
void add_lstm_gradients(const Workers<T>& workers, const LSTMExtents& extents, const T* x, const T* hidden_states, const T* gate_gradients,
                        const LSTMParameters<T>& gradients) {
    const auto [steps, samples, inputs, hidden] = extents;
    const std::size_t gates = extents.gates();
    add_weight_gradient(workers, extents.rows(), gates, inputs, gate_gradients, gates, x, inputs, gradients.input_weight, largest_lstm_slot_gradient);
    if (steps > 1) {
        add_weight_gradient(workers, (steps - 1) * samples, gates, hidden, gate_gradients + samples * gates, gates, hidden_states, hidden,
                            gradients.hidden_weight, largest_lstm_slot_gradient);
    }
    // Both biases stand in the same sums.
    const std::size_t count = sum_columns_in_slots(workers, extents.rows(), gates, gate_gradients);
    add_slots(workers, count, gates, gradients.input_bias);
    add_slots(workers, 1, gates, gradients.hidden_bias); // slot 0 holds the sum by now
}

/// y (columns, rows, width) = x (rows, columns, width) with its leading axes exchanged: from sample-major to time-major and back.
template <class T>
void exchange_leading_axes(const Workers<T>& workers, std::size_t rows, std::size_t columns, std::size_t width, const T* x, T* y) {
    workers.for_slots(columns, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t c = begin; c < end; ++c) {
            for (std::size_t r = 0; r < rows; ++r) std::copy_n(x + (r * columns + c) * width, width, y + (c * rows + r) * width);
        }
    });
}

} // namespace duet::kernels
