// Convolution, ReLU and max pooling as one: the rows of a window are pooled as soon as they are summed, and the way back visits only the
// elements that were the largest of their window and positive, at most one of each window.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/channels_last.hpp"
#include "duet/kernels/conv2d.hpp"
#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/kernels/sparse_conv2d.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet::kernels {

/// How the three lie in slot scratch. The windows, `W`, neither overlap nor leave gaps.
template <ConvShape S, Extent2d W, class T>
struct PooledConvPlan {
    using Conv = ConvPlan<S, T>;
    using Sparse = SparseLayout<S, T>;
    static constexpr Extent2d out{Conv::out.height / W.height, Conv::out.width / W.width};

    static constexpr std::size_t pooled_row = out.width * Conv::out_vector;
    static constexpr std::size_t pooled_size = out.height * pooled_row;
    static constexpr PixelLayout pooled_layout{0, pooled_row, Conv::out_vector};

    // A thread, forward: the padded picture, what is convolved (by Winograd's way all of it, else a row of windows), what is pooled, its taps.
    static constexpr bool by_rows = !Conv::Forward::by_winograd;
    static constexpr std::size_t convolved = Conv::x_size;
    static constexpr std::size_t pooled = convolved + (by_rows ? W.height * Conv::out.width * Conv::out_vector : Conv::y_size);
    static constexpr std::size_t taps = pooled + pooled_size;
    static constexpr std::size_t scratch = taps + pooled_size;

    // A thread, backward: the padded picture, a block of its gradient, the slopes.
    static constexpr std::size_t dx = Sparse::blocks * Sparse::block;
    static constexpr std::size_t slopes = dx + Sparse::block;

    /// A slot: the weight gradient of its samples, then the bias gradient.
    static constexpr std::size_t biases = Sparse::blocks * Sparse::kernel_block;
    static constexpr std::size_t gradient_size = biases + S.out_channels;
    static constexpr std::size_t shared_size = std::max(Conv::prepared_size, gradient_size);
    static constexpr std::size_t thread_size =
        std::max({scratch + Conv::Forward::scratch_size, slopes + 2 * S.out_channels* out.area(), Conv::Forward::taps_size});
};

/// What scratch memory the fused kernel takes, in elements, whatever the type.
template <ConvShape S, Extent2d W>
struct PooledConvScratch {
    static constexpr std::size_t slot_size = std::max(PooledConvPlan<S, W, float>::gradient_size, PooledConvPlan<S, W, double>::gradient_size);
    static constexpr std::size_t thread_size = std::max(PooledConvPlan<S, W, float>::thread_size, PooledConvPlan<S, W, double>::thread_size);
    static constexpr std::size_t shared_size = std::max(PooledConvPlan<S, W, float>::shared_size, PooledConvPlan<S, W, double>::shared_size);
};

/// One row of windows: pixels (window height, width, channels) -> the largest of each window, rectified, and its tap: 1 for the window's first
/// element, 0 where nothing is positive. The first of equals counts; NaN takes the place of anything.
template <Extent2d W, std::size_t Windows, std::size_t Channels, class T>
void rectified_max_of_windows(const T* pixels, T* pooled, T* taps) {
    using V = Vector<T>;
    for (std::size_t w = 0; w < Windows; ++w) {
        for (std::size_t c = 0; c < Channels; c += lanes<T>) {
            const auto element = [&](std::size_t t) {
                return V::load_aligned(pixels + ((t / W.width) * Windows * W.width + w * W.width + t % W.width) * Channels + c);
            };
            V largest = element(0);
            V tap(T{1});
            for (std::size_t t = 1; t < W.area(); ++t) {
                const V value = element(t);
                const auto larger = (value > largest) || xsimd::isnan(value);
                largest = xsimd::select(larger, value, largest);
                tap = xsimd::select(larger, V(static_cast<T>(t + 1)), tap);
            }
            xsimd::select(largest < V(T{}), V(T{}), largest).store_aligned(pooled + w * Channels + c);
            xsimd::select(largest > V(T{}), tap, V(T{})).store_aligned(taps + w * Channels + c);
        }
    }
}

/// y and taps (samples, out, h', w') of x (samples, in, h, w), with weight and bias from prepare_forward; nobody asks for the taps in inference: null.
template <ConvShape S, Extent2d W, class T>
void conv2d_max_pool2d(const Workers<T>& workers, std::size_t samples, const T* x, const T* prepared, T* y, T* taps) {
    using Plan = PooledConvPlan<S, W, T>;
    using Conv = typename Plan::Conv;
    constexpr std::size_t picture = S.out_channels * Plan::out.area();
    const T* start = prepared + Conv::Forward::weights_size;
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        T* padded = workers.own();
        T* convolved = padded + Plan::convolved;
        std::fill_n(padded, Conv::x_size, T{});
        const auto read = [&](std::size_t n) {
            to_pixels<S.in_channels, S.in.height, S.in.width, Conv::x_layout>(x + n * S.in_channels * S.in.area(), padded);
            return padded;
        };
        const auto pool = [&](std::size_t n) {
            for (std::size_t h = 0; h < Plan::out.height; ++h) {
                const T* rows = convolved;
                if constexpr (Plan::by_rows) {
                    conv_rows<Conv::forward>(padded, prepared, start, h * W.height, W.height, convolved);
                } else {
                    rows += h * W.height * Conv::out.width * Conv::out_vector;
                }
                rectified_max_of_windows<W, Plan::out.width, Conv::out_vector>(rows, padded + Plan::pooled + h * Plan::pooled_row,
                                                                               padded + Plan::taps + h * Plan::pooled_row);
            }
            to_planes<S.out_channels, Plan::out.height, Plan::out.width, Plan::pooled_layout>(padded + Plan::pooled, y + n * picture);
            if (taps == nullptr) return;
            to_planes<S.out_channels, Plan::out.height, Plan::out.width, Plan::pooled_layout>(padded + Plan::taps, taps + n * picture);
        };
        if constexpr (Plan::by_rows) {
            for (std::size_t n = begin; n < end; ++n) {
                read(n);
                pool(n);
            }
        } else {
            Conv::Forward::convolve(begin, end, read, prepared, start, padded + Plan::scratch, convolved, pool);
        }
    });
}

/// Lists what of dy (out, h', w') is not lost in the pooling, in 2 * out * h' * w' elements of memory.
template <ConvShape S, Extent2d W, class T>
std::array<SparseSlopes<T>, S.out_channels> slopes_of_windows(const T* taps, const T* dy, T* memory) {
    using Plan = PooledConvPlan<S, W, T>;
    using Sparse = typename Plan::Sparse;
    constexpr std::size_t step_down = S.stride.height * Sparse::row;
    constexpr std::size_t step_right = S.stride.width * Sparse::channels;
    // Where the window of the kernel begins, seen from where the first of its pooling window does; tap 0 is none.
    constexpr auto tap_offsets = [] {
        std::array<std::size_t, W.area() + 1> offsets{};
        for (std::size_t t = 0; t < W.area(); ++t) offsets[t + 1] = t / W.width * step_down + t % W.width * step_right;
        return offsets;
    }();
    std::array<SparseSlopes<T>, S.out_channels> slopes;
    for (SparseSlopes<T>& channel : slopes) {
        channel = {memory, memory + Plan::out.area()};
        memory += 2 * Plan::out.area();
        for (std::size_t h = 0; h < Plan::out.height; ++h) {
            for (std::size_t w = 0; w < Plan::out.width; ++w, ++taps, ++dy) {
                const auto tap = static_cast<std::size_t>(static_cast<int>(*taps));
                channel.put(*dy, h * W.height * step_down + w * W.width * step_right + tap_offsets[tap], tap != 0);
            }
        }
    }
    return slopes;
}

/// Adds to weight_gradient (out, in, kh, kw) and bias_gradient (out); assigns dx (samples, in, h, w) unless it is null.
template <ConvShape S, Extent2d W, class T>
void conv2d_max_pool2d_gradient(const Workers<T>& workers, std::size_t samples, const T* x, const T* weight, const T* taps, const T* dy, T* dx,
                                T* weight_gradient, T* bias_gradient) {
    using Plan = PooledConvPlan<S, W, T>;
    using Sparse = typename Plan::Sparse;
    constexpr std::size_t channels = Sparse::channels;
    constexpr std::size_t in_block = channels * S.in.area();
    constexpr std::size_t weight_block = channels * S.kernel.area();
    constexpr std::size_t output = S.out_channels * Plan::out.area();

    T* packed = workers.shared;
    const auto pack = [&](std::size_t o) {
        for (std::size_t b = 0; b < Sparse::blocks; ++b) {
            T* to = packed + b * Sparse::kernel_block + o * Sparse::kernel;
            std::fill_n(to, Sparse::kernel, T{});
            to_pixels<channels, S.kernel.height, S.kernel.width, Sparse::kernel_pixels>(weight + (o * Sparse::blocks + b) * weight_block, to);
        }
    };
    if (dx != nullptr) parallel_for(S.out_channels, workers.threads, pack);
    const std::size_t count = workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* gradient = workers.slot(slot);
        T* padded = workers.own();
        T* padded_gradient = padded + Plan::dx;
        std::fill_n(gradient, Plan::gradient_size, T{});
        std::fill_n(padded, Sparse::blocks * Sparse::block, T{});
        for (std::size_t n = begin; n < end; ++n) {
            const auto slopes = slopes_of_windows<S, W>(taps + n * output, dy + n * output, padded + Plan::slopes);
            for (std::size_t o = 0; o < S.out_channels; ++o) {
                for (std::size_t e = 0; e < slopes[o].count; ++e) gradient[Plan::biases + o] += slopes[o].values[e];
            }
            for (std::size_t b = 0; b < Sparse::blocks; ++b) {
                T* picture = padded + b * Sparse::block;
                to_pixels<channels, S.in.height, S.in.width, Sparse::pixels>(x + (n * Sparse::blocks + b) * in_block, picture);
                sparse_weight_gradient<S, T>(slopes, picture, gradient + b * Sparse::kernel_block);
                if (dx == nullptr) continue;
                std::fill_n(padded_gradient, Sparse::block, T{});
                sparse_input_gradient<S, T>(slopes, packed + b * Sparse::kernel_block, padded_gradient);
                to_planes<channels, S.in.height, S.in.width, Sparse::pixels>(padded_gradient, dx + (n * Sparse::blocks + b) * in_block);
            }
        }
    });
    // The packed weights have served: their place takes the sum, which still has to be put into PyTorch's order.
    std::fill_n(packed, Plan::gradient_size, T{});
    add_slots(workers, count, Plan::gradient_size, packed);
    const auto unpack = [&](std::size_t o) {
        for (std::size_t i = 0; i < S.in_channels; ++i) {
            const T* from = packed + i / channels * Sparse::kernel_block + o * Sparse::kernel + i % channels;
            for (std::size_t k = 0; k < S.kernel.area(); ++k) {
                weight_gradient[(o * S.in_channels + i) * S.kernel.area() + k] +=
                    from[k / S.kernel.width * Sparse::kernel_row + k % S.kernel.width * channels];
            }
        }
        bias_gradient[o] += packed[Plan::biases + o];
    };
    parallel_for(S.out_channels, workers.threads, unpack);
}

} // namespace duet::kernels
