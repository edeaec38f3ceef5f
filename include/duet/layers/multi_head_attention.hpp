// Tokens ask tokens.
#pragma once

#include "duet/kernels/attention.hpp"
#include "duet/kernels/linear.hpp"
#include "duet/kernels/single_key_attention.hpp"
#include "duet/layers/attention_parameters.hpp"
#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"
#include "duet/layers/single_query_attention.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

namespace duet {

namespace detail {
/// Who asks and who answers, for one input and for two.
template <class In>
struct AttentionInputs {
    static constexpr bool valid = is_tokens<In>;
    using Query = In;
    using KeyValue = In;
};
template <class Q, class KV>
struct AttentionInputs<Shapes<Q, KV>> {
    static constexpr bool valid = is_tokens<Q> && is_tokens<KV> && Q::last == KV::last;
    using Query = Q;
    using KeyValue = KV;
};
} // namespace detail

template <class In, std::size_t Heads, double Dropout>
struct MultiHeadAttentionLayer : LayerDefaults {
    using Input = In;
    using Output = typename detail::AttentionInputs<In>::Query;
    static constexpr std::string_view type_name = "MultiHeadAttention";

    static constexpr bool self = is_shape<In>;
    static constexpr std::size_t width = Output::last;
    static constexpr std::size_t queries = Output::rows;
    static constexpr std::size_t keys = detail::AttentionInputs<In>::KeyValue::rows;
    static constexpr kernels::AttentionExtents extents{Heads, queries, keys, width / Heads};

    static constexpr auto parameter_list = attention_parameters<width>;
    /// One key has all the weight, whatever is asked: queries and keys are not even projected.
    static constexpr bool single_key = keys == 1;

    /// Queries, keys and values: one projection of three parts where the tokens ask themselves, else queries, and keys with values; or values alone.
    using Projections =
        std::conditional_t<single_key, Shapes<Shape<1, width>>,
                           std::conditional_t<self, Shapes<Shape<queries, 3 * width>>, Shapes<Shape<queries, width>, Shape<keys, 2 * width>>>>;
    template <class P>
    struct Beside;
    template <class... P>
    struct Beside<Shapes<P...>> {
        using Cache = std::conditional_t<single_key, Shapes<P..., Shape<queries, width>>,
                                         Shapes<P..., Shape<queries, width>, Shape<Heads, queries, extents.weights_row()>>>;
        using Scratch = Shapes<P..., Shape<queries, width>>;
    };
    /// Projections, context, softmax weights.
    using Cache = typename Beside<Projections>::Cache;
    /// Gradients of projections and context.
    using Scratch = typename Beside<Projections>::Scratch;
    // A larger product may need less of a slot than a smaller one, so each counts.
    static constexpr std::size_t slot_size =
        std::max({kernels::linear_slot_size(width, width), kernels::linear_slot_size(width, 2 * width), kernels::linear_slot_size(width, 3 * width)});
    static constexpr std::size_t thread_size = single_key ? kernels::single_key_thread_size(extents) : kernels::attention_thread_size(extents);
    /// Rows of in_proj_weight that one input is multiplied by.
    struct Projection {
        std::size_t first, outputs;
        [[nodiscard]] constexpr std::size_t prepared_size() const { return kernels::linear_prepared_size(width, outputs); }
    };
    static constexpr auto projections = [] {
        if constexpr (single_key) {
            return std::array{Projection{2 * width, width}};
        } else if constexpr (self) {
            return std::array{Projection{0, 3 * width}};
        } else {
            return std::array{Projection{0, width}, Projection{width, 2 * width}};
        }
    }();
    /// Of the output projection, behind all others.
    static constexpr std::size_t prepared_output = [] {
        std::size_t size = 0;
        for (const Projection& p : projections) size += p.prepared_size();
        return size;
    }();
    static constexpr std::size_t prepared_size = prepared_output + kernels::linear_prepared_size(width, width);
    static constexpr std::size_t shared_size = prepared_size;
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = 2 * (queries + keys) * width * width + 2 * queries * keys * width;

    template <class T>
    static void prepare(const Workers<T>&, const T* parameters, T* prepared) {
        for (const Projection& p : projections) {
            kernels::prepare_linear(width, p.outputs, parameters + in_weight + p.first * width, prepared);
            prepared += p.prepared_size();
        }
        kernels::prepare_linear(width, width, parameters + out_weight, prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        const T* const prepared = prepared_parameters<MultiHeadAttentionLayer>(run, parameters);
        const T* next = prepared;
        for_each_projection(x, [&](std::size_t index, std::size_t rows, const Projection& p, const T* input) {
            kernels::linear(run.workers, rows, width, p.outputs, input, parameters + in_weight + p.first * width, next,
                            parameters + in_bias + p.first, cache.data[index]);
            next += p.prepared_size();
        });
        T* context = cache.data[Projections::count];
        if constexpr (single_key) {
            kernels::single_key_attention<extents>(run.workers, x.size, dropout(run), static_cast<const T*>(cache.data[0]), context);
        } else {
            kernels::attention<extents>(run.workers, x.size, dropout(run), attention_rows<const T>(cache.data), cache.data[Projections::count + 1],
                                        context);
        }
        kernels::linear(run.workers, x.size * queries, width, width, context, parameters + out_weight, prepared + prepared_output,
                        parameters + out_bias, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        const T* context = cache.data[Projections::count];
        const Batch<T, Scratch> scratch = place_scratch<MultiHeadAttentionLayer>(run, x.size);
        T* context_gradient = scratch.data[Projections::count];

        const std::size_t query_rows = x.size * queries;
        kernels::add_linear_gradients(run.workers, query_rows, width, width, context, dy.data, gradients + out_weight, gradients + out_bias);
        kernels::linear_input_gradient(run.workers, query_rows, width, width, dy.data, parameters + out_weight, context_gradient);
        if constexpr (single_key) {
            kernels::single_key_attention_gradient<extents>(run.workers, x.size, dropout(run), static_cast<const T*>(context_gradient),
                                                            scratch.data[0]);
        } else {
            kernels::attention_gradient<extents>(run.workers, x.size, dropout(run), attention_rows<const T>(cache.data),
                                                 cache.data[Projections::count + 1], static_cast<const T*>(context_gradient),
                                                 attention_rows<T>(scratch.data));
        }
        for_each_projection(x, [&](std::size_t index, std::size_t rows, const Projection& p, const T* input) {
            kernels::add_linear_gradients(run.workers, rows, width, p.outputs, input, scratch.data[index], gradients + in_weight + p.first * width,
                                          gradients + in_bias + p.first);
        });
        if constexpr (!is_absent<decltype(dx)>) {
            if constexpr (single_key && !self) std::fill_n(dx.data[0], dx.size * queries * width, T{}); // who asks makes no difference
            for_each_projection(dx, [&](std::size_t index, std::size_t rows, const Projection& p, T* input_gradient) {
                kernels::linear_input_gradient(run.workers, rows, width, p.outputs, scratch.data[index], parameters + in_weight + p.first * width,
                                               input_gradient);
            });
        }
    }

private:
    static constexpr std::size_t in_weight = parameter_offset<MultiHeadAttentionLayer>("in_proj_weight");
    static constexpr std::size_t in_bias = parameter_offset<MultiHeadAttentionLayer>("in_proj_bias");
    static constexpr std::size_t out_weight = parameter_offset<MultiHeadAttentionLayer>("out_proj.weight");
    static constexpr std::size_t out_bias = parameter_offset<MultiHeadAttentionLayer>("out_proj.bias");

    /// body(index, rows, projection, data) for each projection of `rows` rows of `data`.
    template <class B, class F>
    static void for_each_projection(B inputs, const F& body) {
        if constexpr (single_key) {
            body(0, inputs.size, projections[0], answers(inputs));
        } else if constexpr (self) {
            body(0, inputs.size * queries, projections[0], inputs.data);
        } else {
            body(0, inputs.size * queries, projections[0], inputs.data[0]);
            body(1, inputs.size * keys, projections[1], inputs.data[1]);
        }
    }

    template <class B>
    static auto answers(B inputs) {
        if constexpr (self) {
            return inputs.data;
        } else {
            return inputs.data[1];
        }
    }

    /// Queries, keys and values as they lie in the projections.
    template <class T>
    static kernels::AttentionRows<T> attention_rows(const auto& parts) {
        if constexpr (self) {
            return {parts[0], parts[0] + width, parts[0] + 2 * width, 3 * width, 3 * width};
        } else {
            return {parts[0], parts[1], parts[1] + width, width, 2 * width};
        }
    }

    template <class T, Mode M>
    static kernels::AttentionDropout dropout(const Run<T, M>& run) {
        return {M == Mode::training ? Dropout : 0, run.random, run.first_sample};
    }
};

namespace detail {
template <class In, std::size_t Heads, double Dropout>
struct ChooseAttention {
    using type = MultiHeadAttentionLayer<In, Heads, Dropout>;
};
/// One token asks several; the weights of keys and values are small enough to sum their gradients in slots.
template <class Q, class KV, std::size_t Heads, double Dropout>
requires (Q::rows == 1 && KV::rows > 1 && Q::last % block == 0 && Q::last * Q::last <= kernels::largest_slot_gradient)
struct ChooseAttention<Shapes<Q, KV>, Heads, Dropout> {
    using type = SingleQueryAttentionLayer<Q, KV, Heads, Dropout>;
};
} // namespace detail

/// Multi-head attention with biases and an output projection. One input asks itself (self-attention); of two inputs the first asks and the
/// second answers (cross-attention). A vector is one token. `Dropout` acts on the softmax weights, in training only.
/// Shapes: (tokens, width) -> the same; or Shapes<(queries, width), (keys, width)> -> (queries, width); (width) stands for (1, width).
/// Parameters: `in_proj_weight` (3 width, width) and `in_proj_bias` (3 width) of queries, keys, values in this order; `out_proj.weight`, `out_proj.bias`.
/// Source: Vaswani et al. 2017. PyTorch equivalent: `nn.MultiheadAttention(width, Heads, Dropout, batch_first=True)`.
template <std::size_t Heads, double Dropout = 0.0>
struct MultiHeadAttention {
    static_assert(Heads > 0, "MultiHeadAttention: the number of heads must be at least 1");
    static_assert(Dropout >= 0 && Dropout < 1, "MultiHeadAttention: dropout is a probability of at least 0 and below 1");

    template <class In>
    static consteval bool accepts() {
        using Inputs = detail::AttentionInputs<In>;
        static_assert(Inputs::valid,
                      "MultiHeadAttention needs tokens, Shape<tokens, width> or Shape<width>, or two inputs of one width (the first asks, "
                      "the second answers); put Linear<width> into the branch whose width differs, or Reshape before it");
        if constexpr (Inputs::valid) {
            static_assert(Inputs::Query::last % Heads == 0,
                          "MultiHeadAttention needs a width that its heads divide; choose another number of heads, or put Linear<width> before it");
            return Inputs::Query::last % Heads == 0;
        }
        return false;
    }
    template <class In>
    using layer = typename detail::ChooseAttention<In, Heads, Dropout>::type;
};

} // namespace duet
