// The inner loops of convolution, on channels-last memory with every extent known to the compiler:
// a few vectors of output channels times a few pixels (or taps) stay in registers while the sum runs.
#pragma once

#include "duet/kernels/channels_last.hpp"
#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet::kernels {

/// One convolution pass over one zero-padded picture. Extents in elements of channels-last memory.
struct ConvPass {
    std::size_t height, width; // of the output
    std::size_t kernel_height, kernel_width;
    std::size_t stride_height, stride_width;
    std::size_t in_row, in_pixel; // distance of neighbours in the padded input; in_pixel channels are summed
    std::size_t out_channels;     // whole vectors
};

/// How many vectors of channels a tile holds: the most of 4, 3, 2 that divides them.
template <class T>
constexpr std::size_t tile_vectors(std::size_t channels) {
    const std::size_t vectors = channels / lanes<T>;
    const std::size_t most = vector_registers<T> == 32 ? 4 : 2;
    for (std::size_t v = most; v > 1; --v) {
        if (vectors % v == 0) return v;
    }
    return 1;
}

/// Accumulators of a tile: what is left beside the operands.
template <class T>
inline constexpr std::size_t tile_registers = vector_registers<T> == 32 ? 24 : 12;

/// y[p] = start + sum over the window of x at pixel p, for P neighbouring pixels of a row and R vectors of channels.
/// weights (kernel_height, kernel_width, in_pixel, out_channels), y (pixels, out_channels); start is null for 0.
template <ConvPass C, std::size_t R, std::size_t P, class T>
void conv_tile(const T* x, const T* weights, const T* start, T* y) {
    using V = Vector<T>;
    std::array<V, R * P> sum;
    unroll<R>([&](auto r) __attribute__((always_inline)) {
        const V initial = start == nullptr ? V(T{}) : V::load_aligned(start + r * lanes<T>);
        unroll<P>([&](auto p) __attribute__((always_inline)) { sum[p * R + r] = initial; });
    });
    for (std::size_t ky = 0; ky < C.kernel_height; ++ky) {
        const T* pixel = x + ky * C.in_row;
        const T* weight = weights + ky * C.kernel_width * C.in_pixel * C.out_channels;
        for (std::size_t tap = 0; tap < C.kernel_width * C.in_pixel; ++tap) {
            std::array<V, R> w;
            unroll<R>([&](auto r) __attribute__((always_inline)) { w[r] = V::load_aligned(weight + r * lanes<T>); });
            unroll<P>([&](auto p) __attribute__((always_inline)) {
                const V value(pixel[p * C.stride_width * C.in_pixel]);
                unroll<R>([&](auto r) __attribute__((always_inline)) { sum[p * R + r] = xsimd::fma(value, w[r], sum[p * R + r]); });
            });
            ++pixel;
            weight += C.out_channels;
        }
    }
    unroll<R * P>([&](auto i) __attribute__((always_inline)) { sum[i].store_aligned(y + (i / R) * C.out_channels + (i % R) * lanes<T>); });
}

/// Rows first .. first + rows - 1 of a picture: x padded, y (rows, width, out_channels).
template <ConvPass C, class T>
void conv_rows(const T* x, const T* weights, const T* start, std::size_t first, std::size_t rows, T* y) {
    constexpr std::size_t vectors = tile_vectors<T>(C.out_channels);
    for (std::size_t o = 0; o < C.out_channels; o += vectors * lanes<T>) {
        for (std::size_t h = 0; h < rows; ++h) {
            const T* row = x + (first + h) * C.stride_height * C.in_row;
            for_even_tiles<C.width, tile_registers<T> / vectors>([&](auto pixels, std::size_t w) {
                conv_tile<C, vectors, pixels>(row + w * C.stride_width * C.in_pixel, weights + o, start == nullptr ? nullptr : start + o,
                                              y + (h * C.width + w) * C.out_channels + o);
            });
        }
    }
}

/// gradient[tap] += sum over all pixels of x at the tap times dy, for Rows x P taps and R vectors of output channels.
template <ConvPass C, PixelLayout Dy, std::size_t R, std::size_t Rows, std::size_t P, class T>
void weight_gradient_tile(const T* x, const T* dy, T* gradient) {
    using V = Vector<T>;
    std::array<V, Rows * P * R> sum;
    unroll<Rows * P * R>([&](auto i) __attribute__((always_inline)) { sum[i] = V(T{}); });
    for (std::size_t h = 0; h < C.height; ++h) {
        const T* pixel = x + h * C.stride_height * C.in_row;
        const T* slope = dy + h * Dy.row;
        for (std::size_t w = 0; w < C.width; ++w) {
            std::array<V, R> d;
            unroll<R>([&](auto r) __attribute__((always_inline)) { d[r] = V::load_aligned(slope + r * lanes<T>); });
            unroll<Rows * P>([&](auto p) __attribute__((always_inline)) {
                const V value(pixel[(p / P) * C.in_row + p % P]);
                unroll<R>([&](auto r) __attribute__((always_inline)) { sum[p * R + r] = xsimd::fma(value, d[r], sum[p * R + r]); });
            });
            pixel += C.stride_width * C.in_pixel;
            slope += Dy.pixel;
        }
    }
    constexpr std::size_t taps_of_row = C.kernel_width * C.in_pixel;
    unroll<Rows * P>([&](auto p) __attribute__((always_inline)) {
        unroll<R>([&](auto r) __attribute__((always_inline)) {
            T* target = gradient + ((p / P) * taps_of_row + p % P) * C.out_channels + r * lanes<T>;
            (V::load_aligned(target) + sum[p * R + r]).store_aligned(target);
        });
    });
}

/// gradient (kernel_height, kernel_width, in_pixel, out_channels) += the part of one picture.
template <ConvPass C, PixelLayout Dy, class T>
void weight_gradient_picture(const T* x, const T* dy, T* gradient) {
    constexpr std::size_t vectors = tile_vectors<T>(C.out_channels);
    constexpr std::size_t taps = C.kernel_width * C.in_pixel; // neighbours in memory, as are the inputs that they meet
    constexpr std::size_t most_taps = tile_registers<T> / vectors;
    constexpr std::size_t most_rows = std::max<std::size_t>(1, most_taps / taps);
    for (std::size_t o = 0; o < C.out_channels; o += vectors * lanes<T>) {
        for_even_tiles<C.kernel_height, most_rows>([&](auto rows, std::size_t ky) {
            for_even_tiles<taps, most_taps>([&](auto length, std::size_t tap) {
                weight_gradient_tile<C, Dy, vectors, rows, length>(x + ky * C.in_row + tap, dy + o,
                                                                   gradient + (ky * taps + tap) * C.out_channels + o);
            });
        });
    }
}

/// sum (out_channels) += dy over the pixels of one picture. The bias gradient.
template <ConvPass C, PixelLayout Dy, class T>
void bias_gradient_picture(const T* dy, T* sum) {
    using V = Vector<T>;
    constexpr std::size_t vectors = tile_vectors<T>(C.out_channels);
    for (std::size_t o = 0; o < C.out_channels; o += vectors * lanes<T>) {
        std::array<V, vectors> total;
        unroll<vectors>([&](auto r) __attribute__((always_inline)) { total[r] = V::load_aligned(sum + o + r * lanes<T>); });
        for (std::size_t h = 0; h < C.height; ++h) {
            for (std::size_t w = 0; w < C.width; ++w) {
                const T* pixel = dy + h * Dy.row + w * Dy.pixel + o;
                unroll<vectors>([&](auto r) __attribute__((always_inline)) { total[r] += V::load_aligned(pixel + r * lanes<T>); });
            }
        }
        unroll<vectors>([&](auto r) __attribute__((always_inline)) { total[r].store_aligned(sum + o + r * lanes<T>); });
    }
}

} // namespace duet::kernels
