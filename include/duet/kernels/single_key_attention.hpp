// Attention on one key: its softmax weight is 1 whatever is asked, so the context is its value, less what dropout strikes. Queries and keys
// take no part, and their gradients are exactly 0.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/attention.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// Calls body(sample, factors) for each sample, where factors(head, query) is what dropout makes of the weight 1.
template <AttentionExtents E, class T, class F>
void for_single_key(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const F& body) {
    static_assert(E.keys == 1);
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        T* const memory = workers.own();
        for (std::size_t sample = begin; sample < end; ++sample) {
            if (dropout.probability > 0) dropout.write_factors(sample, 1, 0, E.heads * E.weights(), memory);
            body(sample, [&](std::size_t head, std::size_t query) {
                return dropout.probability > 0 ? memory[head * E.weights() + query * E.weights_row()] : T{1};
            });
        }
    });
}

/// Elements of thread scratch that it takes.
constexpr std::size_t single_key_thread_size(const AttentionExtents& e) { return dropout_size(e.heads * e.weights()); }

/// context (samples, queries, heads * width) from values (samples, heads * width).
template <AttentionExtents E, class T>
void single_key_attention(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const T* values, T* context) {
    for_single_key<E>(workers, samples, dropout, [&](std::size_t sample, const auto& factor) {
        for (std::size_t i = 0; i < E.queries * E.heads; ++i) {
            const T f = factor(i % E.heads, i / E.heads);
            const T* value = values + sample * E.row() + i % E.heads * E.width;
            T* to = context + (sample * E.queries * E.heads + i) * E.width;
            for (std::size_t c = 0; c < E.width; ++c) to[c] = f * value[c];
        }
    });
}

/// Assigns the gradient of values from that of context.
template <AttentionExtents E, class T>
void single_key_attention_gradient(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const T* context_gradient,
                                   T* value_gradient) {
    for_single_key<E>(workers, samples, dropout, [&](std::size_t sample, const auto& factor) {
        std::fill_n(value_gradient + sample * E.row(), E.row(), T{});
        for (std::size_t i = 0; i < E.queries * E.heads; ++i) {
            const T f = factor(i % E.heads, i / E.heads);
            const T* slope = context_gradient + (sample * E.queries * E.heads + i) * E.width;
            T* to = value_gradient + sample * E.row() + i % E.heads * E.width;
            for (std::size_t c = 0; c < E.width; ++c) to[c] += f * slope[c];
        }
    });
}

} // namespace duet::kernels
