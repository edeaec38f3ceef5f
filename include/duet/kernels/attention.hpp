// Scaled dot-product attention: context = dropout(softmax(scale q k^T)) v, for each sample and head. Vaswani et al. 2017, equation 1.
// Each head is copied close together, with rows of whole vectors, and stays in the nearest caches until it is done.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/workers.hpp"
#include "duet/kernels/random_mask.hpp"
#include "duet/kernels/row_vectors.hpp"
#include "duet/kernels/small_product.hpp"
#include "duet/kernels/transpose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace duet::kernels {

/// Extents of one sample: each of `heads` heads lets `queries` rows of `width` elements ask `keys` rows.
struct AttentionExtents {
    std::size_t heads, queries, keys, width;

    [[nodiscard]] constexpr std::size_t row() const { return heads * width; }
    /// A row of softmax weights, filled up to whole blocks by zeros; a row of one head likewise.
    [[nodiscard]] constexpr std::size_t weights_row() const { return round_up_to_block(keys); }
    [[nodiscard]] constexpr std::size_t head_row() const { return round_up_to_block(width); }
    /// Softmax weights of one head.
    [[nodiscard]] constexpr std::size_t weights() const { return queries * weights_row(); }
    template <class T>
    [[nodiscard]] T scale() const {
        return T{1} / std::sqrt(static_cast<T>(width));
    }
};

/// Elements of whole mask blocks for `weights`.
constexpr std::size_t dropout_size(std::size_t weights) { return (weights + mask_block - 1) / mask_block * mask_block; }

/// Elements of thread scratch that attention takes: one head's queries, context, keys and values, one of these transposed, two sets of weights. Keys
/// and values are as many as fill whole blocks.
constexpr std::size_t attention_thread_size(const AttentionExtents& e) {
    return 2 * (e.queries + e.weights_row()) * e.head_row() + e.head_row() * e.weights_row() + dropout_size(e.weights()) + e.weights();
}

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

    /// Writes the factors of weights part * weights .. of a sample that is cut into `parts` runs of so many, each from a mask block of its own on.
    /// Takes dropout_size(weights) elements of aligned memory.
    template <class T>
    void write_factors(std::size_t sample, std::size_t parts, std::size_t part, std::size_t weights, T* factors) const {
        const DropoutFactor<T> factor(probability);
        const std::size_t blocks = dropout_size(weights) / mask_block;
        const std::size_t first = ((first_sample + sample) * parts + part) * blocks;
        for (std::size_t b = 0; b < blocks; ++b) factor.write(random, first + b, factors + b * mask_block);
    }
};

/// One head of one sample, on memory of one thread.
template <AttentionExtents E, class T>
class AttentionHead {
    using V = Vector<T>;
    static constexpr std::size_t head_row = E.head_row();
    static constexpr std::size_t weights_row = E.weights_row();
    static constexpr std::size_t vectors = whole_vectors<T>(E.keys) / lanes<T>;

    // (queries, width) (width, keys), and (queries, keys) (keys, width), and with the first transposed.
    static constexpr SmallProduct to_weights{E.queries, E.keys, E.width, head_row, 1, weights_row, weights_row};
    static constexpr SmallProduct to_queries{E.queries, E.width, E.keys, weights_row, 1, head_row, head_row};
    static constexpr SmallProduct to_keys{E.keys, E.width, E.queries, 1, weights_row, head_row, head_row};

public:
    explicit AttentionHead(T* memory)
        : queries_(memory), context_(queries_ + E.queries * head_row), keys_(context_ + E.queries * head_row),
          values_(keys_ + weights_row * head_row), turned_(values_ + weights_row * head_row), applied_(turned_ + head_row * weights_row),
          scores_(applied_ + dropout_size(E.weights())) {
        std::fill_n(keys_, 2 * weights_row * head_row, T{}); // rows behind the last key stay so
    }

    /// Memory for the factors of the weights.
    [[nodiscard]] T* factors() { return applied_; }

    /// Writes `weights`, those that are dropped with a minus, from `factors()` if Drops, and the rows of context.
    template <bool Drops>
    void forward(const AttentionRows<const T>& rows, T* weights, T* context, std::size_t context_stride) {
        copy_in<E.queries>(rows.queries, rows.query_stride, queries_);
        copy_in<E.keys>(rows.keys, rows.key_stride, keys_);
        turn_in(keys_);
        copy_in<E.keys>(rows.values, rows.key_stride, values_);
        small_product<to_weights>(queries_, turned_, weights);
        for (std::size_t q = 0; q < E.queries; ++q) softmax<Drops>(weights + q * weights_row, applied_ + q * weights_row);
        small_product<to_queries>(Drops ? applied_ : weights, values_, context_);
        copy_out<E.queries>(context_, context, context_stride);
    }

    /// Assigns the rows of `gradients`; `keep` is the factor of what was not dropped.
    template <bool Drops>
    void backward(const AttentionRows<const T>& rows, const T* weights, T keep, const T* context_gradient, std::size_t context_stride,
                  const AttentionRows<T>& gradients) {
        copy_in<E.queries>(rows.queries, rows.query_stride, queries_);
        copy_in<E.queries>(context_gradient, context_stride, context_);
        copy_in<E.keys>(rows.keys, rows.key_stride, keys_);
        copy_in<E.keys>(rows.values, rows.key_stride, values_);
        turn_in(values_);
        small_product<to_weights>(context_, turned_, scores_);
        for (std::size_t q = 0; q < E.queries; ++q) {
            softmax_gradient<Drops>(weights + q * weights_row, keep, scores_ + q * weights_row, applied_ + q * weights_row);
        }
        small_product<to_keys>(Drops ? applied_ : weights, context_, values_);
        copy_out<E.keys>(values_, gradients.values, gradients.key_stride);
        small_product<to_queries>(scores_, keys_, context_);
        copy_out<E.queries>(context_, gradients.queries, gradients.query_stride);
        small_product<to_keys>(scores_, queries_, values_);
        copy_out<E.keys>(values_, gradients.keys, gradients.key_stride);
    }

private:
    /// Rows are filled up by zeros. By vectors: compilers call memmove for so few bytes.
    template <std::size_t Rows>
    static void copy_in(const T* from, std::size_t stride, T* to) {
        for (std::size_t r = 0; r < Rows; ++r, from += stride, to += head_row) {
            for_vectors<T>(E.width, [&](std::size_t i, auto part) { load(from + i, part).store_aligned(to + i); });
            for (std::size_t i = whole_vectors<T>(E.width); i < head_row; i += lanes<T>) V(T{}).store_aligned(to + i);
        }
    }

    template <std::size_t Rows>
    static void copy_out(const T* from, T* to, std::size_t stride) {
        for (std::size_t r = 0; r < Rows; ++r, from += head_row, to += stride) {
            for_vectors<T>(E.width, [&](std::size_t i, auto part) { store(V::load_aligned(from + i), to + i, part); });
        }
    }

    /// Rows of all keys become columns.
    void turn_in(const T* from) {
        constexpr std::size_t side = lanes<T>;
        for (std::size_t k = 0; k < vectors * side; k += side) {
            for (std::size_t i = 0; i < whole_vectors<T>(E.width); i += side) {
                std::array<V, side> square;
                unroll<side>([&](auto r) { square[r] = V::load_aligned(from + (k + r) * head_row + i); });
                transpose<T>(square);
                unroll<side>([&](auto r) { square[r].store_aligned(turned_ + (i + r) * weights_row + k); });
            }
        }
    }

    /// Scores of one query become weights; those of no key become zero.
    template <bool Drops>
    static void softmax(T* weights, T* applied) {
        T* const last = weights + (vectors - 1) * lanes<T>;
        if constexpr (E.keys % lanes<T> != 0) {
            keep_first<T>(V::load_aligned(last), E.keys % lanes<T>, std::numeric_limits<T>::lowest()).store_aligned(last);
        }
        V largest = V::load_aligned(weights);
        for (std::size_t v = 1; v < vectors; ++v) largest = xsimd::max(largest, V::load_aligned(weights + v * lanes<T>));
        const V shift(horizontal_max(largest));
        const V scale(E.template scale<T>());
        V sum(T{});
        for (std::size_t v = 0; v < vectors; ++v) {
            const V values = xsimd::exp(scale * (V::load_aligned(weights + v * lanes<T>) - shift)); // exp(lowest) = 0
            values.store_aligned(weights + v * lanes<T>);
            sum += values;
        }
        const V inverse(T{1} / horizontal_sum(sum));
        for (std::size_t v = 0; v < vectors; ++v) {
            const V values = inverse * V::load_aligned(weights + v * lanes<T>);
            if constexpr (Drops) {
                const V factor = V::load_aligned(applied + v * lanes<T>);
                (values * factor).store_aligned(applied + v * lanes<T>);
                xsimd::select(factor > V(T{}), values, -values).store_aligned(weights + v * lanes<T>);
            } else {
                values.store_aligned(weights + v * lanes<T>);
            }
        }
    }

    /// Slopes of the applied weights of one query become slopes of its scores; the applied weights are made again.
    template <bool Drops>
    static void softmax_gradient(const T* weights, T keep, T* slopes, T* applied) {
        V sum(T{});
        for (std::size_t v = 0; v < vectors; ++v) {
            const V signed_weight = V::load_aligned(weights + v * lanes<T>);
            V slope = V::load_aligned(slopes + v * lanes<T>);
            if constexpr (Drops) {
                const V factor = xsimd::select(signed_weight > V(T{}), V(keep), V(T{}));
                (factor * signed_weight).store_aligned(applied + v * lanes<T>);
                slope *= factor;
                slope.store_aligned(slopes + v * lanes<T>);
            }
            sum = xsimd::fma(xsimd::abs(signed_weight), slope, sum);
        }
        const V mean(horizontal_sum(sum));
        const V scale(E.template scale<T>());
        for (std::size_t v = 0; v < vectors; ++v) {
            const V weight = xsimd::abs(V::load_aligned(weights + v * lanes<T>));
            (scale * weight * (V::load_aligned(slopes + v * lanes<T>) - mean)).store_aligned(slopes + v * lanes<T>);
        }
    }

    T *queries_, *context_, *keys_, *values_, *turned_, *applied_, *scores_;
};

/// Calls body(sample, head, index) for each head of each sample, in pieces of whole samples.
template <AttentionExtents E, class T, class F>
void for_heads(const Workers<T>& workers, std::size_t samples, const F& body) {
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        AttentionHead<E, T> head(workers.own());
        for (std::size_t i = begin * E.heads; i < end * E.heads; ++i) body(head, i / E.heads, i % E.heads);
    });
}

/// Writes `weights` (samples, heads, queries, weights_row), before dropout and with a minus where it strikes, and `context` (samples, queries,
/// heads * width).
template <AttentionExtents E, class T>
void attention(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const AttentionRows<const T>& rows, T* weights,
               T* context) {
    for_heads<E>(workers, samples, [&](AttentionHead<E, T>& head, std::size_t sample, std::size_t index) {
        T* const own_weights = weights + (sample * E.heads + index) * E.weights();
        T* const own_context = context + sample * E.queries * E.row() + index * E.width;
        if (dropout.probability > 0) {
            dropout.write_factors(sample, E.heads, index, E.weights(), head.factors());
            head.template forward<true>(rows.head(E, sample, index), own_weights, own_context, E.row());
        } else {
            head.template forward<false>(rows.head(E, sample, index), own_weights, own_context, E.row());
        }
    });
}

/// Assigns the gradients of queries, keys and values from `weights`, which attention left, and the gradient of context.
template <AttentionExtents E, class T>
void attention_gradient(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const AttentionRows<const T>& rows,
                        const T* weights, const T* context_gradient, const AttentionRows<T>& gradients) {
    const T keep = DropoutFactor<T>(dropout.probability).kept;
    for_heads<E>(workers, samples, [&](AttentionHead<E, T>& head, std::size_t sample, std::size_t index) {
        const T* own_weights = weights + (sample * E.heads + index) * E.weights();
        const T* slope = context_gradient + sample * E.queries * E.row() + index * E.width;
        if (dropout.probability > 0) {
            head.template backward<true>(rows.head(E, sample, index), own_weights, keep, slope, E.row(), gradients.head(E, sample, index));
        } else {
            head.template backward<false>(rows.head(E, sample, index), own_weights, keep, slope, E.row(), gradients.head(E, sample, index));
        }
    });
}

} // namespace duet::kernels
