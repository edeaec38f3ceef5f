// Attention of one query per sample, where the keys and values need not be projected: the query is projected back to what the keys are made of,
// u_h = Wk_h^T q_h, so that u_h x_k is the score (the key's bias adds the same to all scores of a head, and softmax does not see it), and the
// value's projection is put behind the sum over keys: context_h = Wv_h sum_k a_k x_k + bv_h sum_k a_k.
// For 39 keys of width 128 and 8 heads that is a tenth of the multiplications.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/attention.hpp"
#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/reduce.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace duet::kernels {

/// What the forward pass of a batch leaves: u and z = sum_k a_k x_k (samples, heads, row), softmax weights (samples, keys, heads filled up to
/// blocks) with a minus where dropout struck, and the sums of what it left of them (samples, heads filled up).
template <class T>
struct SingleQueryStates {
    T* u;
    T* z;
    T* weights;
    T* sums;
};

/// Weights of keys and values (row, row) and the value's bias (row).
template <class T>
struct SingleQueryParameters {
    T* key_weight;
    T* value_weight;
    T* value_bias;
};

/// Forward and backward of a batch with one query a sample.
template <AttentionExtents E, class T>
class SingleQueryAttention {
    static_assert(E.queries == 1 && E.row() % block == 0);
    using V = Vector<T>;
    static constexpr std::size_t row = E.row();
    static constexpr std::size_t heads_row = round_up_to_block(E.heads);
    static constexpr std::size_t weights = E.keys * heads_row;
    static constexpr std::size_t head_rows = E.heads * row;

public:
    static constexpr std::size_t thread_size = row * heads_row + 2 * weights;
    /// The gradient of the weights of keys, of values, and of the value's bias.
    static constexpr std::size_t slot_size = 2 * row * row + row;

    /// context (samples, row) from projected queries (samples, row) and x (samples, keys, row).
    static void forward(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const SingleQueryParameters<const T>& p,
                        const T* queries, const T* x, const SingleQueryStates<T>& states, T* context) {
        workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
            const Scratch scratch(workers.own());
            spread(begin, end, queries, p.key_weight, states.u);
            for (std::size_t s = begin; s < end; ++s) {
                const T* keys = x + s * E.keys * row;
                T* const a = states.weights + s * weights;
                by_head(keys, states.u + s * head_rows, scratch, a);
                softmax(a);
                const T* applied = a;
                if (dropout.probability > 0) {
                    drop(dropout, s, a, scratch.applied);
                    applied = scratch.applied;
                }
                sum_columns(applied, states.sums + s * heads_row);
                direct_product<T>(E.heads, row, E.keys, {applied, 1, heads_row, keys, row, states.z + s * head_rows, row});
                for (std::size_t i = 0; i < row; ++i) {
                    const std::size_t head = i / E.width;
                    context[s * row + i] =
                        dot(p.value_weight + i * row, states.z + s * head_rows + head * row) + p.value_bias[i] * states.sums[s * heads_row + head];
                }
            }
        });
    }

    /// Adds to `gradients`; assigns query_gradient (samples, row), that of the projected queries, and unless it is null dx (samples, keys, row).
    /// du and dz: (samples, heads, row) of scratch.
    static void backward(const Workers<T>& workers, std::size_t samples, const AttentionDropout& dropout, const SingleQueryParameters<const T>& p,
                         const T* queries, const T* x, const SingleQueryStates<const T>& states, const T* context_gradient, T* du, T* dz,
                         T* query_gradient, T* dx, const SingleQueryParameters<T>& gradients) {
        const T keep = DropoutFactor<T>(dropout.probability).kept;
        const std::size_t count = workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
            const Scratch scratch(workers.own());
            T* const sums = workers.slot(slot);
            std::fill_n(sums + 2 * row * row, row, T{});
            spread(begin, end, context_gradient, p.value_weight, dz);
            for (std::size_t s = begin; s < end; ++s) {
                const T* keys = x + s * E.keys * row;
                const T* slope = context_gradient + s * row;
                by_head(keys, dz + s * head_rows, scratch, scratch.slopes);
                softmax_gradient(dropout.probability > 0, keep, states.weights + s * weights, slope, p.value_bias, scratch);
                direct_product<T>(E.heads, row, E.keys, {scratch.slopes, 1, heads_row, keys, row, du + s * head_rows, row});
                if (dx != nullptr) {
                    T* const out = dx + s * E.keys * row;
                    direct_product<T>(E.keys, row, E.heads, {scratch.applied, heads_row, 1, dz + s * head_rows, row, out, row});
                    direct_product<T>(E.keys, row, E.heads, {scratch.slopes, heads_row, 1, states.u + s * head_rows, row, out, row, out, row});
                }
                for (std::size_t i = 0; i < row; ++i) {
                    const std::size_t head = i / E.width;
                    query_gradient[s * row + i] = dot(p.key_weight + i * row, du + s * head_rows + head * row);
                    sums[2 * row * row + i] += slope[i] * states.sums[s * heads_row + head];
                }
            }
            gather(begin, end, queries, du, sums);
            gather(begin, end, context_gradient, states.z, sums + row * row);
        });
        add_slots(workers, count, row * row, gradients.key_weight);
        add_slots(workers, count, row * row, gradients.value_weight, row * row);
        add_slots(workers, count, row, gradients.value_bias, 2 * row * row);
    }

private:
    struct Scratch {
        T *turned, *applied, *slopes;
        explicit Scratch(T* memory) : turned(memory), applied(turned + row * heads_row), slopes(applied + weights) {}
    };

    /// to (samples, heads, row): each head's part of a row times its rows of a weight.
    static void spread(std::size_t begin, std::size_t end, const T* rows, const T* weight, T* to) {
        for (std::size_t h = 0; h < E.heads; ++h) {
            direct_product<T>(
                end - begin, row, E.width,
                {rows + begin * row + h * E.width, row, 1, weight + h * E.width * row, row, to + begin * head_rows + h * row, head_rows});
        }
    }

    /// gradient (row, row) = its way back, summed over the samples.
    static void gather(std::size_t begin, std::size_t end, const T* rows, const T* slopes, T* gradient) {
        for (std::size_t h = 0; h < E.heads; ++h) {
            direct_product<T>(
                E.width, row, end - begin,
                {rows + begin * row + h * E.width, 1, row, slopes + begin * head_rows + h * row, head_rows, gradient + h * E.width * row, row});
        }
    }

    /// to (keys, heads) = x (keys, row) times heads (heads, row) transposed.
    static void by_head(const T* x, const T* heads, const Scratch& scratch, T* to) {
        std::fill_n(scratch.turned, row * heads_row, T{});
        for (std::size_t h = 0; h < E.heads; ++h) {
            for (std::size_t c = 0; c < row; ++c) scratch.turned[c * heads_row + h] = heads[h * row + c];
        }
        direct_product<T>(E.keys, heads_row, row, {x, row, 1, scratch.turned, heads_row, to, heads_row});
    }

    /// Calls body(v) for the first element of each vector of heads.
    template <class F>
    static void for_head_vectors(const F& body) {
        for (std::size_t v = 0; v < heads_row; v += lanes<T>) body(v);
    }

    /// Down each column.
    static void softmax(T* a) {
        const V scale(E.template scale<T>());
        for_head_vectors([&](std::size_t v) {
            V largest(std::numeric_limits<T>::lowest());
            for (std::size_t k = 0; k < weights; k += heads_row) largest = xsimd::max(largest, V::load_aligned(a + k + v));
            V sum(T{});
            for (std::size_t k = 0; k < weights; k += heads_row) {
                const V value = xsimd::exp(scale * (V::load_aligned(a + k + v) - largest));
                value.store_aligned(a + k + v);
                sum += value;
            }
            const V inverse = V(T{1}) / sum;
            for (std::size_t k = 0; k < weights; k += heads_row) (V::load_aligned(a + k + v) * inverse).store_aligned(a + k + v);
        });
    }

    static void drop(const AttentionDropout& dropout, std::size_t sample, T* a, T* applied) {
        const std::size_t first = (dropout.first_sample + sample) * weights;
        for_dropout_factors<T>(dropout.random, first, weights, dropout.probability, [&](std::size_t done, const T* factors, std::size_t length) {
            for (std::size_t i = 0; i < length; ++i) {
                applied[done + i] = a[done + i] * factors[i];
                if (factors[i] == T{}) a[done + i] = -a[done + i];
            }
        });
    }

    static void sum_columns(const T* a, T* sums) {
        for_head_vectors([&](std::size_t v) {
            V sum(T{});
            for (std::size_t k = 0; k < weights; k += heads_row) sum += V::load_aligned(a + k + v);
            sum.store_aligned(sums + v);
        });
    }

    /// scratch.slopes, x_k dz_h, become those of the scores; scratch.applied becomes the weights after dropout.
    static void softmax_gradient(bool drops, T keep, const T* a, const T* context_gradient, const T* value_bias, const Scratch& scratch) {
        alignas(alignment) std::array<T, heads_row> bias_slopes{};
        for (std::size_t i = 0; i < row; ++i) bias_slopes[i / E.width] += context_gradient[i] * value_bias[i];
        const V scale(E.template scale<T>());
        for_head_vectors([&](std::size_t v) {
            const V from_bias = V::load_aligned(bias_slopes.data() + v);
            V mean(T{});
            for (std::size_t k = 0; k < weights; k += heads_row) {
                const V weight = V::load_aligned(a + k + v);
                V slope = V::load_aligned(scratch.slopes + k + v) + from_bias;
                V applied = weight;
                if (drops) {
                    const V factor = xsimd::select(weight > V(T{}), V(keep), V(T{}));
                    applied = factor * weight;
                    slope *= factor;
                }
                applied.store_aligned(scratch.applied + k + v);
                slope.store_aligned(scratch.slopes + k + v);
                mean = xsimd::fma(xsimd::abs(weight), slope, mean);
            }
            for (std::size_t k = 0; k < weights; k += heads_row) {
                const V weight = xsimd::abs(V::load_aligned(a + k + v));
                (scale * weight * (V::load_aligned(scratch.slopes + k + v) - mean)).store_aligned(scratch.slopes + k + v);
            }
        });
    }

    static T dot(const T* a, const T* b) {
        V sum(T{});
        for (std::size_t i = 0; i < row; i += lanes<T>) sum = xsimd::fma(V::load_unaligned(a + i), V::load_unaligned(b + i), sum);
        return horizontal_sum(sum);
    }
};

} // namespace duet::kernels
