// One layer of long short-term memory back through time. A group of samples goes back a block of steps at a time, so that the gradients of its gates'
// sums are used up, for the weights and for what lies below, while they are in the nearer caches.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/workers.hpp"
#include "duet/kernels/lstm.hpp"
#include "duet/kernels/lstm_step.hpp"
#include "duet/kernels/panels.hpp"
#include "duet/kernels/reduce.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// How the backward pass of a layer lies in scratch memory, in elements.
struct LSTMBackwardPlan {
    std::size_t inputs, hidden;

    [[nodiscard]] constexpr std::size_t gates() const { return 4 * hidden; }
    /// Distance of rows of gates' gradients: a cache line more than they are long, since lines 4 KiB apart would drive each other out of the cache.
    [[nodiscard]] constexpr std::size_t row() const { return gates() + 16; }

    /// A slot: the gradients of input weight, hidden weight and biases. Each of both biases stands in the same sums.
    [[nodiscard]] constexpr std::size_t hidden_weight() const { return round_up_to_block(gates() * inputs); }
    [[nodiscard]] constexpr std::size_t bias() const { return hidden_weight() + round_up_to_block(gates() * hidden); }
    [[nodiscard]] constexpr std::size_t gradient_size() const { return bias() + round_up_to_block(gates()); }
    /// Into how many pieces the batch is cut, each of which sums weight gradients of its own: fewer where these are large.
    [[nodiscard]] constexpr std::size_t pieces() const { return gradient_size() > std::size_t{1024} * 1024 ? slots / 4 : slots / 2; }
    [[nodiscard]] constexpr std::size_t slot_size() const { return round_up_to_block((gradient_size() * pieces() + slots - 1) / slots); }

    /// A thread: gradients of a block's gates, of the cell state, and a block's inputs or hidden states in panels; behind them one step's inputs.
    [[nodiscard]] constexpr std::size_t cell() const { return lstm_block_rows * row(); }
    [[nodiscard]] constexpr std::size_t panels() const { return cell() + round_up_to_block(lstm_grain * hidden); }
    [[nodiscard]] constexpr std::size_t input() const { return panels() + panels_size(lstm_block_rows, std::max(inputs, hidden)); }
    [[nodiscard]] constexpr std::size_t thread_size() const { return input() + round_up_to_block(lstm_grain * inputs); }

    /// Shared: both weights in panels.
    [[nodiscard]] constexpr std::size_t shared_size() const { return panels_size(gates(), hidden) + panels_size(gates(), inputs); }
};

/// Adds to the parameters' gradients. Turns `gradient` (rows of the batch, `gradient_row` elements apart) from that of the hidden states, as it comes
/// from above, into that of the inputs, unless nobody wants it. `input_rows(t, first, count, to)` gives the inputs of step t of so many samples; it
/// may write them to `to`.
template <class T, class Input>
class LSTMBackward {
public:
    LSTMBackward(const LSTMExtents& extents, const LSTMStates<const T>& states, const Input& input_rows, T* gradient, std::size_t gradient_row,
                 bool wants_input_gradient)
        : extents_(extents), plan_{extents.inputs, extents.hidden}, states_(states), input_rows_(input_rows), gradient_(gradient),
          gradient_row_(gradient_row), wants_input_gradient_(wants_input_gradient) {}

    void operator()(const Workers<T>& workers, const LSTMParameters<const T>& parameters, const LSTMParameters<T>& gradients) {
        const std::size_t gates = extents_.gates();
        hidden_panels_ = workers.shared;
        input_panels_ = workers.shared + panels_size(gates, extents_.hidden);
        to_panels(gates, extents_.hidden, MatrixView<T>{parameters.hidden_weight, extents_.hidden, 1}, gates, 0, workers.shared);
        if (wants_input_gradient_) {
            to_panels(gates, extents_.inputs, MatrixView<T>{parameters.input_weight, extents_.inputs, 1}, gates, 0,
                      workers.shared + panels_size(gates, extents_.hidden));
        }
        Workers<T> pieces = workers;
        pieces.pieces = std::min(workers.pieces, plan_.pieces());
        pieces.slot_size = plan_.gradient_size();
        const std::size_t count = pieces.for_slots(
            extents_.samples,
            [&](std::size_t slot, std::size_t begin, std::size_t end) {
                std::fill_n(pieces.slot(slot), plan_.gradient_size(), T{});
                for (std::size_t first = begin; first < end; first += lstm_grain) {
                    group(first, std::min(lstm_grain, end - first), pieces.own(), pieces.slot(slot));
                }
            },
            lstm_grain);
        add_slots(pieces, count, gates * extents_.inputs, gradients.input_weight);
        add_slots(pieces, count, gates * extents_.hidden, gradients.hidden_weight, plan_.hidden_weight());
        add_slots(pieces, count, gates, gradients.input_bias, plan_.bias());
        add_slots(pieces, 1, gates, gradients.hidden_bias, plan_.bias()); // slot 0 holds the sum by now
    }

private:
    [[nodiscard]] std::size_t row_of(std::size_t step, std::size_t sample) const { return step * extents_.samples + sample; }

    /// All steps of a few samples.
    void group(std::size_t first, std::size_t samples, T* own, T* sums) const {
        std::fill_n(own + plan_.cell(), samples * extents_.hidden, T{});
        const std::size_t block = lstm_block_steps(samples);
        for (std::size_t end = extents_.steps; end > 0;) {
            const std::size_t begin = end > block ? end - block : 0;
            for (std::size_t t = end; t-- > begin;) {
                // Of the step behind the block the gradient stands where the block before began.
                const T* behind = t + 1 < end ? own + (t + 1 - begin) * samples * plan_.row() : own;
                step(t, first, samples, behind, own + plan_.cell(), own + (t - begin) * samples * plan_.row());
            }
            add_weight_gradients(begin, end, first, samples, own, sums);
            if (wants_input_gradient_) {
                panelled_product({end - begin, samples, samples * plan_.row(), extents_.samples * gradient_row_}, extents_.inputs, extents_.gates(),
                                 MatrixView<T>{own, plan_.row(), 1}, input_panels_, gradient_ + row_of(begin, first) * gradient_row_, gradient_row_,
                                 false);
            }
            end = begin;
        }
    }

    /// One step: from the gradients of the gates' sums one step on to those of this step.
    void step(std::size_t t, std::size_t first, std::size_t samples, const T* behind, T* cell_gradient, T* gate_gradients) const {
        const std::size_t hidden = extents_.hidden;
        const std::size_t gates = extents_.gates();
        T* const slopes = gradient_ + row_of(t, first) * gradient_row_;
        if (t + 1 < extents_.steps) {
            panelled_product({1, samples}, hidden, gates, MatrixView<T>{behind, plan_.row(), 1}, hidden_panels_, slopes, gradient_row_, true);
        }
        for (std::size_t s = 0; s < samples; ++s) {
            const std::size_t here = row_of(t, first + s);
            lstm_step_gradient(hidden, states_.gates + here * gates, t > 0 ? states_.cell + (here - extents_.samples) * hidden : nullptr,
                               states_.cell + here * hidden, slopes + s * gradient_row_, cell_gradient + s * hidden,
                               gate_gradients + s * plan_.row());
        }
    }

    /// The part of the steps from `begin` to before `end` in the gradients of weights and biases.
    void add_weight_gradients(std::size_t begin, std::size_t end, std::size_t first, std::size_t samples, T* own, T* sums) const {
        const std::size_t gates = extents_.gates();
        const std::size_t rows = (end - begin) * samples;
        T* const panels = own + plan_.panels();
        for (std::size_t t = begin; t < end; ++t) {
            const T* x = input_rows_(t, first, samples, own + plan_.input());
            to_panels(samples, extents_.inputs, MatrixView<T>{x, extents_.inputs, 1}, rows, (t - begin) * samples, panels);
        }
        panelled_product({1, gates}, extents_.inputs, rows, MatrixView<T>{own, 1, plan_.row()}, panels, sums, extents_.inputs, true);

        const std::size_t second = std::max<std::size_t>(begin, 1); // the first step has no hidden states before it
        const std::size_t later_rows = (end - second) * samples;
        for (std::size_t t = second; t < end; ++t) {
            const T* before = states_.hidden + row_of(t - 1, first) * extents_.hidden;
            to_panels(samples, extents_.hidden, MatrixView<T>{before, extents_.hidden, 1}, later_rows, (t - second) * samples, panels);
        }
        panelled_product({1, gates}, extents_.hidden, later_rows, MatrixView<T>{own + (second - begin) * samples * plan_.row(), 1, plan_.row()},
                         panels, sums + plan_.hidden_weight(), extents_.hidden, true);

        T* const bias = sums + plan_.bias();
        for (std::size_t r = 0; r < rows; ++r) {
            const T* row = own + r * plan_.row();
            for (std::size_t g = 0; g < gates; ++g) bias[g] += row[g];
        }
    }

    LSTMExtents extents_;
    LSTMBackwardPlan plan_;
    LSTMStates<const T> states_;
    const Input& input_rows_;
    T* gradient_;
    std::size_t gradient_row_;
    bool wants_input_gradient_;
    const T* hidden_panels_ = nullptr;
    const T* input_panels_ = nullptr;
};

} // namespace duet::kernels
