// The gradients of a convolution whose output has few slopes that are not zero, as behind a pooling layer: only those are visited.
// Memory is channels-last, so that a row of the kernel meets neighbours in memory: kernel width times input channels, in vectors.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/kernels/channels_last.hpp"
#include "duet/kernels/conv2d_shape.hpp"
#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace duet::kernels {

/// The slopes of one output channel over one picture: their values, and where in the padded picture the window of each begins.
template <class T>
struct SparseSlopes {
    using Offset = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

    T* values;
    T* offsets; // the bits of an Offset each, since scratch memory is of T
    std::size_t count = 0;

    /// The last one put stays if `keep`.
    void put(T value, std::size_t offset, bool keep) {
        values[count] = value;
        offsets[count] = std::bit_cast<T>(static_cast<Offset>(offset));
        count += keep ? 1 : 0;
    }
    [[nodiscard]] std::size_t offset(std::size_t index) const { return std::bit_cast<Offset>(offsets[index]); }
};

/// How padded pictures and kernels lie in memory: in blocks of input channels, a vector each where that comes out even. A block of a picture is
/// (height, width, channels); of a kernel, the same for each output channel, with rows filled up to whole vectors by zeros.
template <ConvShape S, class T>
struct SparseLayout {
    static constexpr std::size_t channels = S.in_channels % lanes<T> == 0 ? lanes<T> : S.in_channels;
    static constexpr std::size_t blocks = S.in_channels / channels;

    static constexpr Extent2d padded = S.padded();
    static constexpr std::size_t row = padded.width * channels;
    static constexpr std::size_t block = round_up_to_block(padded.height * row + lanes<T>); // rows of the kernel reach up to a vector too far
    static constexpr PixelLayout pixels{S.before.height * row + S.before.width * channels, row, channels};

    static constexpr std::size_t kernel_row = whole_vectors<T>(S.kernel.width * channels);
    static constexpr std::size_t kernel = S.kernel.height * kernel_row;
    static constexpr std::size_t kernel_block = S.out_channels * kernel;
    static constexpr PixelLayout kernel_pixels{0, kernel_row, channels};

    /// Vectors that a tile of the kernel holds; a register or two are left to the operands.
    static constexpr std::size_t tile = vector_registers<T> - 2;
    static constexpr std::size_t row_vectors = kernel_row / lanes<T>;
    static constexpr std::size_t tile_rows = std::max<std::size_t>(1, tile / row_vectors);

    /// body(rows, vectors, ky, first): tiles of `rows` x `vectors` from row ky and vector `first` on.
    template <class F>
    static void for_tiles(const F& body) {
        for_even_tiles<S.kernel.height, tile_rows>([&](auto rows, std::size_t ky) {
            for_even_tiles<row_vectors, tile>([&](auto vectors, std::size_t first) { body(rows, vectors, ky, first); });
        });
    }
    /// Where vector `i` of a tile stands behind its first one, in memory whose rows are `distance` apart.
    static constexpr std::size_t place(std::size_t i, std::size_t vectors, std::size_t distance) {
        return (i / vectors) * distance + (i % vectors) * lanes<T>;
    }
};

/// gradient (output channels, kernel) += the sum over the slopes of slope times window. x: a block of a padded picture.
template <ConvShape S, class T>
void sparse_weight_gradient(std::span<const SparseSlopes<T>, S.out_channels> slopes, const T* x, T* gradient) {
    using V = Vector<T>;
    using Layout = SparseLayout<S, T>;
    Layout::for_tiles([&](auto rows, auto vectors, std::size_t ky, std::size_t first) {
        constexpr std::size_t count = rows * vectors;
        const T* corner = x + ky * Layout::row + first * lanes<T>;
        T* target = gradient + ky * Layout::kernel_row + first * lanes<T>;
        for (const SparseSlopes<T>& channel : slopes) {
            std::array<V, count> sum;
            unroll<count>([&](auto i) __attribute__((always_inline)) { sum[i] = V(T{}); });
            for (std::size_t e = 0; e < channel.count; ++e) {
                const T* window = corner + channel.offset(e);
                const V slope(channel.values[e]);
                unroll<count>([&](auto i) __attribute__((always_inline)) {
                    sum[i] = xsimd::fma(slope, V::load_unaligned(window + Layout::place(i, vectors, Layout::row)), sum[i]);
                });
            }
            unroll<count>([&](auto i) __attribute__((always_inline)) {
                T* const to = target + Layout::place(i, vectors, Layout::kernel_row);
                (V::load_aligned(to) + sum[i]).store_aligned(to);
            });
            target += Layout::kernel;
        }
    });
}

/// dx (a block of a padded picture) += at each window, slope times the kernel of its output channel.
template <ConvShape S, class T>
void sparse_input_gradient(std::span<const SparseSlopes<T>, S.out_channels> slopes, const T* kernels, T* dx) {
    using V = Vector<T>;
    using Layout = SparseLayout<S, T>;
    Layout::for_tiles([&](auto rows, auto vectors, std::size_t ky, std::size_t first) {
        constexpr std::size_t count = rows * vectors;
        const T* source = kernels + ky * Layout::kernel_row + first * lanes<T>;
        T* corner = dx + ky * Layout::row + first * lanes<T>;
        for (const SparseSlopes<T>& channel : slopes) {
            std::array<V, count> weight;
            unroll<count>(
                [&](auto i) __attribute__((always_inline)) { weight[i] = V::load_aligned(source + Layout::place(i, vectors, Layout::kernel_row)); });
            for (std::size_t e = 0; e < channel.count; ++e) {
                T* window = corner + channel.offset(e);
                const V slope(channel.values[e]);
                unroll<count>([&](auto i) __attribute__((always_inline)) {
                    T* const to = window + Layout::place(i, vectors, Layout::row);
                    xsimd::fma(slope, weight[i], V::load_unaligned(to)).store_unaligned(to);
                });
            }
            source += Layout::kernel;
        }
    });
}

} // namespace duet::kernels
