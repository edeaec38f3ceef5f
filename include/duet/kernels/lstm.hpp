// One layer of long short-term memory over a batch of sequences, time-major: row t * samples + s is step t of sample s.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/lstm_step.hpp"
#include "duet/kernels/panels.hpp"

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

/// Rows, of several steps, that a product with weights takes together where no step waits for the one before.
inline constexpr std::size_t lstm_block_rows = 128;

/// How many steps of `samples` samples that makes.
constexpr std::size_t lstm_block_steps(std::size_t samples) { return std::max<std::size_t>(1, lstm_block_rows / samples); }

/// Elements that `prepare_lstm` writes.
constexpr std::size_t lstm_prepared_size(std::size_t inputs, std::size_t hidden) { return panels_size(inputs + hidden, 4 * hidden); }

/// Both weights as the forward pass reads them: turned, in panels.
template <class T>
void prepare_lstm(std::size_t inputs, std::size_t hidden, const LSTMParameters<const T>& parameters, T* prepared) {
    const std::size_t gates = 4 * hidden;
    to_panels(inputs, gates, MatrixView<T>{parameters.input_weight, 1, inputs}, inputs, 0, prepared);
    to_panels(hidden, gates, MatrixView<T>{parameters.hidden_weight, 1, hidden}, hidden, 0, prepared + panels_size(inputs, gates));
}

/// Fills `states` from x (rows, inputs) and a zero initial state. x may be states.hidden.
template <class T>
void lstm(const Workers<T>& workers, const LSTMExtents& extents, const LSTMParameters<const T>& parameters, const T* prepared, const T* x,
          const LSTMStates<T>& states) {
    const auto [steps, samples, inputs, hidden] = extents;
    const std::size_t gates = extents.gates();
    const T* const input_panels = prepared;
    const T* const hidden_panels = prepared + panels_size(inputs, gates);
    workers.for_slots(
        samples,
        [&](std::size_t, std::size_t begin, std::size_t end) {
            const std::size_t rows = end - begin;
            const std::size_t block = lstm_block_steps(rows);
            for (std::size_t t = 0; t < extents.steps; ++t) {
                const std::size_t first = t * extents.samples + begin;
                const std::size_t before = first - extents.samples; // not read at the first step
                T* const sums = states.gates + first * gates;
                if (t % block == 0) {
                    panelled_product({std::min(block, extents.steps - t), rows, extents.samples * extents.inputs, extents.samples * gates}, gates,
                                     extents.inputs, MatrixView<T>{x + first * extents.inputs, extents.inputs, 1}, input_panels, sums, gates, false);
                }
                if (t > 0) {
                    panelled_product({1, rows}, gates, extents.hidden, MatrixView<T>{states.hidden + before * extents.hidden, extents.hidden, 1},
                                     hidden_panels, sums, gates, true);
                }
                for (std::size_t s = 0; s < rows; ++s) {
                    lstm_step(extents.hidden, parameters.input_bias, parameters.hidden_bias,
                              t > 0 ? states.cell + (before + s) * extents.hidden : nullptr, sums + s * gates,
                              states.cell + (first + s) * extents.hidden, states.hidden + (first + s) * extents.hidden);
                }
            }
        },
        lstm_grain);
}

/// y (columns, rows, width) = x (rows, columns, width) with its leading axes exchanged: from sample-major to time-major and back. Rows of width are
/// `x_row` and `y_row` elements apart.
template <class T>
void exchange_leading_axes(const Workers<T>& workers, std::size_t rows, std::size_t columns, std::size_t width, const T* x, std::size_t x_row, T* y,
                           std::size_t y_row) {
    workers.for_slots(columns, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t c = begin; c < end; ++c) {
            for (std::size_t r = 0; r < rows; ++r) std::copy_n(x + (r * columns + c) * x_row, width, y + (c * rows + r) * y_row);
        }
    });
}

} // namespace duet::kernels
