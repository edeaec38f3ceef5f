// What MultiHeadAttention becomes where one token asks several.
#pragma once

#include "duet/kernels/linear.hpp"
#include "duet/kernels/single_query_attention.hpp"
#include "duet/layers/attention_parameters.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace duet {

/// `Query` is one token, `KeyValue` several of the same width; see kernels/single_query_attention.hpp.
template <class Query, class KeyValue, std::size_t Heads, double Dropout>
struct SingleQueryAttentionLayer : LayerDefaults {
    using Input = Shapes<Query, KeyValue>;
    using Output = Query;
    static constexpr std::string_view type_name = "MultiHeadAttention";
    static constexpr std::size_t width = Query::last;
    static constexpr std::size_t keys = KeyValue::rows;
    static constexpr std::size_t heads_row = round_up_to_block(Heads);
    static constexpr kernels::AttentionExtents extents{Heads, 1, keys, width / Heads};
    template <class T>
    using Kernel = kernels::SingleQueryAttention<extents, T>;

    static constexpr auto parameter_list = attention_parameters<width>;
    /// Projected query, u, z, softmax weights, their sums, context.
    using Cache = Shapes<Shape<width>, Shape<Heads, width>, Shape<Heads, width>, Shape<keys, heads_row>, Shape<heads_row>, Shape<width>>;
    /// Gradients of the projected query, of u, of z and of the context.
    using Scratch = Shapes<Shape<width>, Shape<Heads, width>, Shape<Heads, width>, Shape<width>>;
    static constexpr std::size_t slot_size = std::max({kernels::linear_slot_size(width, width), Kernel<float>::slot_size, Kernel<double>::slot_size});
    static constexpr std::size_t thread_size = std::max(Kernel<float>::thread_size, Kernel<double>::thread_size);
    /// The projections of the query and of what goes out.
    static constexpr std::size_t projection = kernels::linear_prepared_size(width, width);
    static constexpr std::size_t prepared_size = 2 * projection;
    static constexpr std::size_t shared_size = prepared_size;
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = 2 * (1 + keys) * width * width + 2 * keys * width; // by definition: more than are made

    template <class T>
    static void prepare(const Workers<T>&, const T* parameters, T* prepared) {
        kernels::prepare_linear(width, width, parameters + in_weight, prepared);
        kernels::prepare_linear(width, width, parameters + out_weight, prepared + projection);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        const auto& [query, u, z, weights, sums, context] = cache.data;
        const T* prepared = prepared_parameters<SingleQueryAttentionLayer>(run, parameters);
        kernels::linear(run.workers, x.size, width, width, x.data[0], parameters + in_weight, prepared, parameters + in_bias, query);
        Kernel<T>::forward(run.workers, x.size, dropout(run), key_value<const T>(parameters), query, x.data[1], {u, z, weights, sums}, context);
        kernels::linear(run.workers, x.size, width, width, context, parameters + out_weight, prepared + projection, parameters + out_bias, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        const auto& [query, u, z, weights, sums, context] = cache.data;
        const auto [query_gradient, du, dz, context_gradient] = place_scratch<SingleQueryAttentionLayer>(run, x.size).data;
        T* answer_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) answer_gradient = dx.data[1];
        kernels::add_linear_gradients(run.workers, x.size, width, width, context, dy.data, gradients + out_weight, gradients + out_bias);
        kernels::linear_input_gradient(run.workers, x.size, width, width, dy.data, parameters + out_weight, context_gradient);
        Kernel<T>::backward(run.workers, x.size, dropout(run), key_value<const T>(parameters), query, x.data[1], {u, z, weights, sums},
                            context_gradient, du, dz, query_gradient, answer_gradient, key_value<T>(gradients));
        kernels::add_linear_gradients(run.workers, x.size, width, width, x.data[0], query_gradient, gradients + in_weight, gradients + in_bias);
        if constexpr (!is_absent<decltype(dx)>) {
            kernels::linear_input_gradient(run.workers, x.size, width, width, query_gradient, parameters + in_weight, dx.data[0]);
        }
    }

private:
    static constexpr std::size_t in_weight = parameter_offset<SingleQueryAttentionLayer>("in_proj_weight");
    static constexpr std::size_t in_bias = parameter_offset<SingleQueryAttentionLayer>("in_proj_bias");
    static constexpr std::size_t out_weight = parameter_offset<SingleQueryAttentionLayer>("out_proj.weight");
    static constexpr std::size_t out_bias = parameter_offset<SingleQueryAttentionLayer>("out_proj.bias");

    template <class T>
    static kernels::SingleQueryParameters<T> key_value(T* parameters) {
        return {parameters + in_weight + width * width, parameters + in_weight + 2 * width * width, parameters + in_bias + 2 * width};
    }

    template <class T, Mode M>
    static kernels::AttentionDropout dropout(const Run<T, M>& run) {
        return {M == Mode::training ? Dropout : 0, run.random, run.first_sample};
    }
};

} // namespace duet
