// Long short-term memory over a sequence.
#pragma once

#include "duet/kernels/lstm.hpp"
#include "duet/kernels/lstm_backward.hpp"
#include "duet/kernels/random_mask.hpp"
#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace duet {

/// What an LSTM hands on of its last layer's hidden states.
enum class LSTMOutput { last, all };

namespace detail {
/// "weight_ih_l" and 0 make "weight_ih_l0".
constexpr Name numbered(std::string_view kind, std::size_t index) {
    const Name digits = Name::of_index(index);
    std::array<char, Name::capacity> text{};
    char* const middle = std::copy(kind.begin(), kind.end(), text.data());
    char* const end = std::copy(digits.view().begin(), digits.view().end(), middle);
    return Name(std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
}

template <std::size_t Inputs, std::size_t Hidden, std::size_t Layers>
constexpr std::array<Parameter, 4 * Layers> lstm_parameters() {
    constexpr Initialiser uniform{Scheme::fan_in_uniform, Hidden, 4 * Hidden};
    std::array<Parameter, 4 * Layers> list;
    for (std::size_t k = 0; k < Layers; ++k) {
        list[4 * k] = {numbered("weight_ih_l", k), Shape<4 * Hidden, Hidden>{}, uniform};
        list[4 * k + 1] = {numbered("weight_hh_l", k), Shape<4 * Hidden, Hidden>{}, uniform};
        list[4 * k + 2] = {numbered("bias_ih_l", k), Shape<4 * Hidden>{}, uniform};
        list[4 * k + 3] = {numbered("bias_hh_l", k), Shape<4 * Hidden>{}, uniform};
    }
    list[0] = {"weight_ih_l0", Shape<4 * Hidden, Inputs>{}, uniform};
    return list;
}
} // namespace detail

template <class In, std::size_t Hidden, std::size_t Layers, LSTMOutput Out, double Dropout>
struct LSTMLayer : LayerDefaults {
    static constexpr std::size_t steps = In::rows;
    static constexpr std::size_t features = In::last;
    static constexpr std::size_t gates = 4 * Hidden;
    static constexpr bool all = Out == LSTMOutput::all;

    using Input = In;
    using Output = std::conditional_t<all, Shape<steps, Hidden>, Shape<Hidden>>;
    static constexpr std::string_view type_name = "LSTM";
    static constexpr auto parameter_list = detail::lstm_parameters<features, Hidden, Layers>();
    /// The input time-major, then of each layer gates, cell states and hidden states. Within each block all samples of one step are neighbours.
    using Cache = Shapes<Shape<steps, features>, Shape<Layers, steps, gates>, Shape<Layers, steps, Hidden>, Shape<Layers, steps, Hidden>>;
    /// Rows of `Scratch`: gradients of a layer's output or input.
    static constexpr std::size_t gradient_row = std::max(features, Hidden);
    using Scratch = Shape<steps, gradient_row>;
    static constexpr kernels::LSTMBackwardPlan widest{Layers == 1 ? features : gradient_row, Hidden};
    static constexpr std::size_t slot_size = widest.slot_size();
    static constexpr std::size_t thread_size = widest.thread_size();
    static constexpr std::size_t prepared_size =
        kernels::lstm_prepared_size(features, Hidden) + (Layers - 1) * kernels::lstm_prepared_size(Hidden, Hidden);
    static constexpr std::size_t shared_size = std::max(prepared_size, widest.shared_size());
    static constexpr std::size_t multiply_adds = steps * gates * (features + Hidden + (Layers - 1) * 2 * Hidden);

    template <class T>
    static void prepare(const Workers<T>&, const T* parameters, T* prepared) {
        for (std::size_t k = 0; k < Layers; ++k) {
            kernels::prepare_lstm(inputs(k), Hidden, layer_parameters(parameters, k), prepared + prepared_offset(k));
        }
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        kernels::exchange_leading_axes(run.workers, x.size, steps, features, x.data, features, cache.data[0], features);
        const T* prepared = prepared_parameters<LSTMLayer>(run, parameters);
        for (std::size_t k = 0; k < Layers; ++k) {
            const T* below = k == 0 ? cache.data[0] : states<T>(cache, k - 1).hidden;
            if (M == Mode::training && Dropout > 0 && k > 0) {
                T* dropped = states<T>(cache, k).hidden; // free until the layer has read its input
                drop(run, k, x.size, below, Hidden, dropped, Hidden);
                below = dropped;
            }
            kernels::lstm(run.workers, extents(k, x.size), layer_parameters(parameters, k), prepared + prepared_offset(k), below,
                          states<T>(cache, k));
        }
        const T* hidden = states<T>(cache, Layers - 1).hidden;
        if constexpr (all) {
            kernels::exchange_leading_axes(run.workers, steps, x.size, Hidden, hidden, Hidden, y.data, Hidden);
        } else {
            std::copy_n(hidden + (steps - 1) * x.size * Hidden, x.size * Hidden, y.data);
        }
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        T* const gradient = place_scratch<LSTMLayer>(run, x.size).data;
        if constexpr (all) {
            kernels::exchange_leading_axes(run.workers, x.size, steps, Hidden, dy.data, Hidden, gradient, gradient_row);
        } else {
            T* last = std::fill_n(gradient, (steps - 1) * x.size * gradient_row, T{});
            for (std::size_t s = 0; s < x.size; ++s) std::copy_n(dy.data + s * Hidden, Hidden, last + s * gradient_row);
        }
        for (std::size_t k = Layers; k-- > 0;) {
            constexpr bool dropout = M == Mode::training && Dropout > 0;
            const T* below = k == 0 ? cache.data[0] : states<const T>(cache, k - 1).hidden;
            const auto input_rows = [&, k](std::size_t t, std::size_t first, std::size_t count, T* to) {
                const T* rows = below + (t * x.size + first) * inputs(k);
                if (!dropout || k == 0) return rows;
                for (std::size_t s = 0; s < count; ++s) drop_row(run, k, t, first + s, rows + s * Hidden, to + s * Hidden);
                return static_cast<const T*>(to);
            };
            const bool wants_input_gradient = k > 0 || !is_absent<decltype(dx)>;
            kernels::LSTMBackward(extents(k, x.size), states<const T>(cache, k), input_rows, gradient, gradient_row,
                                  wants_input_gradient)(run.workers, layer_parameters(parameters, k), layer_parameters(gradients, k));
            if (dropout && k > 0) drop(run, k, x.size, gradient, gradient_row, gradient, gradient_row);
        }
        if constexpr (!is_absent<decltype(dx)>) {
            kernels::exchange_leading_axes(run.workers, steps, x.size, features, gradient, gradient_row, dx.data, features);
        }
    }

private:
    static constexpr std::size_t inputs(std::size_t layer) { return layer == 0 ? features : Hidden; }
    static constexpr kernels::LSTMExtents extents(std::size_t layer, std::size_t samples) { return {steps, samples, inputs(layer), Hidden}; }
    static constexpr std::size_t prepared_offset(std::size_t layer) {
        return layer == 0 ? 0 : kernels::lstm_prepared_size(features, Hidden) + (layer - 1) * kernels::lstm_prepared_size(Hidden, Hidden);
    }

    /// Parameters, or gradients, of one layer.
    template <class T>
    static kernels::LSTMParameters<T> layer_parameters(T* block_of_all, std::size_t layer) {
        std::size_t offset = 0;
        for (std::size_t p = 0; p < 4 * layer; ++p) offset += round_up_to_block(parameter_list[p].size());
        std::array<T*, 4> first;
        for (std::size_t p = 0; p < 4; ++p) {
            first[p] = block_of_all + offset;
            offset += round_up_to_block(parameter_list[4 * layer + p].size());
        }
        return {first[0], first[1], first[2], first[3]};
    }

    template <class T>
    static kernels::LSTMStates<T> states(const Batch<T, Cache>& cache, std::size_t layer) {
        const std::size_t rows = layer * steps * cache.size;
        return {cache.data[1] + rows * gates, cache.data[2] + rows * Hidden, cache.data[3] + rows * Hidden};
    }

    /// The dropout between the layers below `layer` and `layer`, on time-major rows of Hidden.
    template <class T, Mode M>
    static void drop(const Run<T, M>& run, std::size_t layer, std::size_t samples, const T* from, std::size_t from_row, T* to, std::size_t to_row) {
        run.workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t t = 0; t < steps; ++t) {
                for (std::size_t s = begin; s < end; ++s) {
                    const std::size_t row = t * samples + s;
                    drop_row(run, layer, t, s, from + row * from_row, to + row * to_row);
                }
            }
        });
    }

    template <class T, Mode M>
    static void drop_row(const Run<T, M>& run, std::size_t layer, std::size_t step, std::size_t sample, const T* from, T* to) {
        const std::size_t index = (((run.first_sample + sample) * Layers + layer) * steps + step) * Hidden;
        kernels::apply_random_mask(run.random, index, Hidden, Dropout, from, to);
    }
};

/// A stack of LSTM layers with zero initial states; `Dropout` acts between them, in training only. Hands on the last step's hidden state of the
/// last layer, or with LSTMOutput::all those of all steps.
/// Shapes: (steps, features) -> (Hidden), or (steps, Hidden). Parameters of layer k: `weight_ih_l{k}` (4 Hidden, inputs), `weight_hh_l{k}`
/// (4 Hidden, Hidden), `bias_ih_l{k}`, `bias_hh_l{k}` (4 Hidden), gates in the order input, forget, cell, output; all U(-b, b), b = 1 / sqrt(Hidden).
/// Source: Hochreiter and Schmidhuber 1997. PyTorch equivalent: `nn.LSTM(features, Hidden, Layers, batch_first=True, dropout=Dropout)`.
template <std::size_t Hidden, std::size_t Layers = 1, LSTMOutput Out = LSTMOutput::last, double Dropout = 0.0>
struct LSTM {
    static_assert(Hidden > 0 && Layers > 0, "LSTM: the hidden width and the number of layers must be at least 1");
    static_assert(Dropout >= 0 && Dropout < 1, "LSTM: dropout is a probability of at least 0 and below 1");

    template <class In>
    static consteval bool accepts() {
        static_assert(is_sequence<In>, "LSTM needs a sequence, Shape<steps, features>; put Reshape<steps, features> before it");
        return is_sequence<In>;
    }
    template <class In>
    using layer = LSTMLayer<In, Hidden, Layers, Out, Dropout>;
};

} // namespace duet
