// Scaled dot-product attention: context = dropout(softmax(scale q k^T)) v, for each sample and head. Vaswani et al. 2017, equation 1.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/gemm.hpp"
#include "duet/kernels/random_mask.hpp"
#include "duet/kernels/softmax.hpp"

#include <cmath>
#include <cstddef>

namespace duet::kernels {

/// Extents of one sample: each of `heads` heads lets `queries` rows of `width` elements ask `keys` rows.
struct AttentionExtents {
    std::size_t heads, queries, keys, width;

    [[nodiscard]] constexpr std::size_t row() const { return heads * width; }
    [[nodiscard]] constexpr std::size_t scores() const { return queries * keys; }
    template <class T>
    [[nodiscard]] T scale() const {
        return T{1} / std::sqrt(static_cast<T>(width));
    }
};

/// Elements of slot scratch that attention with dropout takes forward, and any attention takes backward.
constexpr std::size_t attention_slot_size(const AttentionExtents& extents) { return 2 * extents.scores(); }

/// Queries, keys and values (or their gradients) of a batch: rows of all heads side by side, `query_stride` and `key_stride` elements apart.
template <class T>
struct AttentionRows {
    T* queries;
    T* keys;
    T* values;
    std::size_t query_stride;
    std::size_t key_stride;

    /// The rows of one head of one sample.
    [[nodiscard]] AttentionRows head(const AttentionExtents& extents, std::size_t sample, std::size_t index) const {
        const std::size_t query = sample * extents.queries * query_stride + index * extents.width;
        const std::size_t key = sample * extents.keys * key_stride + index * extents.width;
        return {queries + query, keys + key, values + key, query_stride, key_stride};
    }
};

/// Which softmax weights of a batch are dropped, as a function of their index in the whole batch.
struct AttentionDropout {
    double probability = 0;
    RandomStream random{};
    std::size_t first_sample = 0;

    /// dropped = mask * weights / (1 - probability) for the scores of one head of one sample.
    template <class T>
    void apply(const AttentionExtents& extents, std::size_t sample, std::size_t head, const T* weights, T* dropped) const {
        const std::size_t first = ((first_sample + sample) * extents.heads + head) * extents.scores();
        apply_random_mask(random, first, extents.scores(), probability, weights, dropped);
    }
};

/// Writes `weights` (samples, heads, queries, keys), before dropout, and `context` (samples, queries, heads * width).
template <class T>
void attention(const Workers<T>& workers, std::size_t samples, const AttentionExtents& extents, const AttentionDropout& dropout,
               const AttentionRows<const T>& rows, T* weights, T* context) {
    const auto [heads, queries, keys, width] = extents;
    const std::size_t stride = extents.row();
    workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin * heads; i < end * heads; ++i) {
            const std::size_t sample = i / heads;
            const std::size_t head = i % heads;
            const AttentionRows<const T> r = rows.head(extents, sample, head);
            T* scores = weights + i * extents.scores();
            gemm(Transpose::no, Transpose::yes, queries, keys, width, r.queries, r.query_stride, r.keys, r.key_stride, T{}, scores, keys);
            for (std::size_t q = 0; q < queries; ++q) softmax_row(keys, extents.scale<T>(), scores + q * keys, scores + q * keys);
            if (dropout.probability > 0) {
                dropout.apply(extents, sample, head, scores, workers.slot(slot));
                scores = workers.slot(slot);
            }
            gemm(Transpose::no, Transpose::no, queries, width, keys, scores, keys, r.values, r.key_stride, T{},
                 context + sample * queries * stride + head * width, stride);
        }
    });
}

/// Assigns the gradients of queries, keys and values from `weights`, which attention left, and the gradient of context.
template <class T>
void attention_gradient(const Workers<T>& workers, std::size_t samples, const AttentionExtents& extents, const AttentionDropout& dropout,
                        const AttentionRows<const T>& rows, const T* weights, const T* context_gradient, const AttentionRows<T>& gradients) {
    const auto [heads, queries, keys, width] = extents;
    const std::size_t stride = extents.row();
    workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* scores = workers.slot(slot);
        for (std::size_t i = begin * heads; i < end * heads; ++i) {
            const std::size_t sample = i / heads;
            const std::size_t head = i % heads;
            const AttentionRows<const T> r = rows.head(extents, sample, head);
            const AttentionRows<T> d = gradients.head(extents, sample, head);
            const T* softmax = weights + i * extents.scores();
            const T* applied = softmax;
            const T* dy = context_gradient + sample * queries * stride + head * width;
            gemm(Transpose::no, Transpose::yes, queries, keys, width, dy, stride, r.values, r.key_stride, T{}, scores, keys);
            if (dropout.probability > 0) {
                T* dropped = scores + extents.scores();
                dropout.apply(extents, sample, head, softmax, dropped);
                dropout.apply(extents, sample, head, scores, scores);
                applied = dropped;
            }
            gemm(Transpose::yes, Transpose::no, keys, width, queries, applied, keys, dy, stride, T{}, d.values, d.key_stride);
            for (std::size_t q = 0; q < queries; ++q) {
                softmax_row_gradient(keys, extents.scale<T>(), softmax + q * keys, scores + q * keys, scores + q * keys);
            }
            gemm(Transpose::no, Transpose::no, queries, width, keys, scores, keys, r.keys, r.key_stride, T{}, d.queries, d.query_stride);
            gemm(Transpose::yes, Transpose::no, keys, width, queries, scores, keys, r.queries, r.query_stride, T{}, d.keys, d.key_stride);
        }
    });
}

} // namespace duet::kernels
