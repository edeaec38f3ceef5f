// Winograd's convolution on tiles of 6x6 input pixels: 36 products for 2x2 outputs of a 5x5 kernel (100 by definition) or 4x4 of a 3x3 (144).
// Tiles may reach over the picture's end: there they read zeros, and what they make is not kept.
// The interpolation points are 0, 1, -1, 2, -2 and infinity. Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
#pragma once

#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/simd.hpp"

#include <array>
#include <cstddef>

namespace duet::kernels {

/// Pixels on each side of an input tile.
inline constexpr std::size_t winograd_tile = 6;

/// Winograd's way through one convolution pass of stride 1 with a square kernel.
template <ConvPass C, class T>
struct Winograd {
    static constexpr std::size_t tile = winograd_tile;
    static constexpr std::size_t step = tile + 1 - C.kernel_width; // outputs on each side of a tile
    static constexpr std::size_t columns = (C.width + step - 1) / step;
    static constexpr std::size_t tiles = (C.height + step - 1) / step * columns;
    static constexpr bool covers = C.width % step == 0 && C.height % step == 0;
    static constexpr std::size_t points = tile * tile;
    static constexpr std::size_t weights_size = points * C.in_pixel * C.out_channels;
    /// Pictures that go together, so that weights too many to stay near the core are fetched once for all of them.
    static constexpr std::size_t together = weights_size * sizeof(T) > 1'500'000 ? 4 : 1;
    static constexpr std::size_t scratch_size = together * points * tiles * (C.in_pixel + C.out_channels);

    using V = Vector<T>;
    using Line = std::array<V, tile>;

    /// G: row p holds the powers of point p, scaled.
    static constexpr auto weight_transform = [] {
        constexpr std::array<double, tile> point{0, 1, -1, 2, -2, 0};
        constexpr std::array<double, tile> scale{1.0 / 4, -1.0 / 6, -1.0 / 6, 1.0 / 24, 1.0 / 24, 1};
        std::array<std::array<double, C.kernel_width>, tile> g{};
        for (std::size_t p = 0; p + 1 < tile; ++p) {
            double power = scale[p];
            for (std::size_t k = 0; k < C.kernel_width; ++k, power *= point[p]) g[p][k] = power;
        }
        g[tile - 1][C.kernel_width - 1] = scale[tile - 1];
        return g;
    }();

    /// B^T d.
    [[gnu::always_inline]] static Line transform_input(const Line& d) {
        const V even = d[4] - V(4) * d[2];
        const V odd = d[3] - V(4) * d[1];
        const V near = d[4] - d[2];
        const V far = V(2) * (d[3] - d[1]);
        return {V(4) * d[0] - V(5) * d[2] + d[4], even + odd, even - odd, near + far, near - far, V(4) * d[1] - V(5) * d[3] + d[5]};
    }

    /// A^T m.
    [[gnu::always_inline]] static std::array<V, step> transform_output(const Line& m) {
        const V sum1 = m[1] + m[2];
        const V sum2 = m[3] + m[4];
        const V difference1 = m[1] - m[2];
        const V difference2 = m[3] - m[4];
        if constexpr (step == 2) {
            return {m[0] + sum1 + sum2, difference1 + V(2) * difference2 + m[5]};
        } else {
            return {m[0] + sum1 + sum2, difference1 + V(2) * difference2, sum1 + V(4) * sum2, difference1 + V(8) * difference2 + m[5]};
        }
    }

    /// weights (kernel, kernel, in, out) -> (points, in, out): G g G^T for each pair of channels.
    static void transform_weights(const T* weights, T* transformed) {
        constexpr std::size_t size = C.kernel_width;
        constexpr std::size_t plane = C.in_pixel * C.out_channels;
        for (std::size_t at = 0; at < plane; at += lanes<T>) {
            std::array<std::array<V, size>, tile> half;
            for (std::size_t kx = 0; kx < size; ++kx) {
                for (std::size_t p = 0; p < tile; ++p) {
                    V sum(T{});
                    for (std::size_t ky = 0; ky < size; ++ky) {
                        sum = xsimd::fma(V(static_cast<T>(weight_transform[p][ky])), V::load_aligned(weights + (ky * size + kx) * plane + at), sum);
                    }
                    half[p][kx] = sum;
                }
            }
            for (std::size_t p = 0; p < tile; ++p) {
                for (std::size_t q = 0; q < tile; ++q) {
                    V sum(T{});
                    for (std::size_t kx = 0; kx < size; ++kx) sum = xsimd::fma(V(static_cast<T>(weight_transform[q][kx])), half[p][kx], sum);
                    sum.store_aligned(transformed + (p * tile + q) * plane + at);
                }
            }
        }
    }

    /// For each picture begin .. end-1: read(n) gives it with its border, y becomes what it is convolved to (height, width, out), write(n) takes that away.
    /// start is null for 0.
    template <class Read, class Write>
    static void convolve(std::size_t begin, std::size_t end, const Read& read, const T* transformed, const T* start, T* scratch, T* y,
                         const Write& write) {
        const std::size_t rest = end - (end - begin) % together;
        for (std::size_t n = begin; n < rest; n += together) Group<together>::convolve(n, read, transformed, start, scratch, y, write);
        for (std::size_t n = rest; n < end; ++n) Group<1>::convolve(n, read, transformed, start, scratch, y, write);
    }

private:
    /// The first output pixel of a tile.
    struct Corner {
        std::size_t row, column;
        explicit Corner(std::size_t index) : row(index / columns * step), column(index % columns * step) {}

        /// Whether row and column `r`, `c` of the tile lie on a picture of so many.
        [[nodiscard]] bool reaches(std::size_t r, std::size_t c, std::size_t height, std::size_t width) const {
            return covers || (row + r < height && column + c < width);
        }
    };

    /// So many pictures, whose tiles lie side by side.
    template <std::size_t Pictures>
    struct Group {
        static constexpr std::size_t all_tiles = Pictures * tiles;
        /// For each point, the products of all tiles with all channels are one matrix product: a 1x1 convolution over the tiles.
        static constexpr ConvPass product{1, all_tiles, 1, 1, 1, 1, all_tiles* C.in_pixel, C.in_pixel, C.out_channels};

        template <class Read, class Write>
        static void convolve(std::size_t first, const Read& read, const T* transformed, const T* start, T* scratch, T* y, const Write& write) {
            T* inputs = scratch;
            T* products = scratch + points * all_tiles * C.in_pixel;
            for (std::size_t picture = 0; picture < Pictures; ++picture) {
                const T* x = read(first + picture);
                for (std::size_t t = 0; t < tiles; ++t) {
                    const Corner corner(t);
                    const T* pixels = x + corner.row * C.in_row + corner.column * C.in_pixel;
                    T* to = inputs + (picture * tiles + t) * C.in_pixel;
                    for (std::size_t c = 0; c < C.in_pixel; c += lanes<T>) transform_tile<all_tiles * C.in_pixel>(pixels + c, corner, to + c);
                }
            }
            for (std::size_t p = 0; p < points; ++p) {
                conv_rows<product>(inputs + p * all_tiles * C.in_pixel, transformed + p * C.in_pixel * C.out_channels, static_cast<const T*>(nullptr),
                                   0, 1, products + p * all_tiles * C.out_channels);
            }
            for (std::size_t picture = 0; picture < Pictures; ++picture) {
                for (std::size_t t = 0; t < tiles; ++t) {
                    const Corner corner(t);
                    T* pixels = y + (corner.row * C.width + corner.column) * C.out_channels;
                    const T* from = products + (picture * tiles + t) * C.out_channels;
                    for (std::size_t c = 0; c < C.out_channels; c += lanes<T>) {
                        const V first_term = start == nullptr ? V(T{}) : V::load_aligned(start + c);
                        restore_tile<all_tiles * C.out_channels>(from + c, first_term, corner, pixels + c);
                    }
                }
                write(first + picture);
            }
        }
    };

    /// B^T d B of one tile and one vector of channels; a point's values lie `Distance` behind those of the point before.
    template <std::size_t Distance>
    static void transform_tile(const T* x, const Corner& corner, T* inputs) {
        std::array<Line, tile> half;
        unroll<tile>([&](auto row) __attribute__((always_inline)) {
            Line d;
            unroll<tile>([&](auto i) __attribute__((always_inline)) {
                const bool inside = corner.reaches(row, i, C.height + C.kernel_height - 1, C.width + C.kernel_width - 1);
                d[i] = inside ? V::load_aligned(x + row * C.in_row + i * C.in_pixel) : V(T{});
            });
            half[row] = transform_input(d);
        });
        unroll<tile>([&](auto q) __attribute__((always_inline)) {
            Line d;
            unroll<tile>([&](auto row) __attribute__((always_inline)) { d[row] = half[row][q]; });
            d = transform_input(d);
            unroll<tile>([&](auto p) __attribute__((always_inline)) { d[p].store_aligned(inputs + (p * tile + q) * Distance); });
        });
    }

    /// start + A^T m A of one tile and one vector of channels; likewise.
    template <std::size_t Distance>
    static void restore_tile(const T* products, V start, const Corner& corner, T* y) {
        std::array<std::array<V, step>, tile> half;
        unroll<tile>([&](auto p) __attribute__((always_inline)) {
            Line m;
            unroll<tile>([&](auto q) __attribute__((always_inline)) { m[q] = V::load_aligned(products + (p * tile + q) * Distance); });
            half[p] = transform_output(m);
        });
        unroll<step>([&](auto column) __attribute__((always_inline)) {
            Line m;
            unroll<tile>([&](auto p) __attribute__((always_inline)) { m[p] = half[p][column]; });
            const std::array<V, step> outputs = transform_output(m);
            unroll<step>([&](auto row) __attribute__((always_inline)) {
                if (!corner.reaches(row, column, C.height, C.width)) return;
                (start + outputs[row]).store_aligned(y + (row * C.width + column) * C.out_channels);
            });
        });
    }
};

/// Whether Winograd's way is open to a pass, and pays: square kernels of 3 or 5 with stride 1, whole vectors, and less than half the products.
template <ConvPass C, class T>
inline constexpr bool winograd_pays = [] {
    constexpr bool square = C.kernel_width == C.kernel_height && (C.kernel_width == 3 || C.kernel_width == 5);
    if constexpr (square && C.stride_height == 1 && C.stride_width == 1 && C.in_pixel % lanes<T> == 0 && C.out_channels % lanes<T> == 0) {
        using W = Winograd<C, T>;
        return 2 * W::tiles * W::points <= C.height * C.width * C.kernel_height * C.kernel_width;
    } else {
        return false;
    }
}();

} // namespace duet::kernels
