// The largest element of each window.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/pool2d.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet::kernels {

/// A few rows of windows with their elements sorted by tap, so that the windows stand side by side in vectors, whatever their stride.
template <PoolShape S, class T>
class PoolRows {
    using V = Vector<T>;
    static constexpr std::size_t width = S.out().width;
    static constexpr std::size_t taps = S.window.area();

public:
    static constexpr std::size_t most_rows = std::clamp<std::size_t>(256 / width, 1, S.out().height);

    /// Reads the windows of `rows` rows from the plane's row `first` on.
    void gather(const T* plane, std::size_t first, std::size_t rows) {
        for_each_run(rows, [&](std::size_t tap, std::size_t h, std::size_t window) {
            const T* from = plane + S.element(first + h, 0, tap);
            for (std::size_t w = 0; w < width; ++w) {
                unroll<S.window.width>([&](auto kx) { values_[tap + kx][window + w] = from[w * S.stride.width + kx]; });
            }
        });
    }

    /// Calls visit(i, part, largest, tap) for vectors of windows from number i on: the largest elements and, as numbers, which tap each is.
    /// The first of equals stays; NaN takes the place of anything.
    template <class F>
    void for_largest(std::size_t rows, const F& visit) {
        for_vectors<T>(rows * width, [&](std::size_t i, auto part) {
            V largest = V::load_unaligned(&values_[0][i]);
            V tap(T{});
            for (std::size_t t = 1; t < taps; ++t) {
                const V value = V::load_unaligned(&values_[t][i]);
                const auto larger = (value > largest) || xsimd::isnan(value);
                largest = xsimd::select(larger, value, largest);
                tap = xsimd::select(larger, V(static_cast<T>(t)), tap);
            }
            visit(i, part, largest, tap);
        });
    }

    /// In place of the elements: `slope` at the tap of each window of a vector, 0 at the others.
    void put(std::size_t i, V tap, V slope) {
        for (std::size_t t = 0; t < taps; ++t) xsimd::select(tap == V(static_cast<T>(t)), slope, V(T{})).store_unaligned(&values_[t][i]);
    }

    /// The way back: adds what stands here to the plane.
    void scatter(T* plane, std::size_t first, std::size_t rows) const {
        for_each_run(rows, [&](std::size_t tap, std::size_t h, std::size_t window) {
            T* __restrict to = plane + S.element(first + h, 0, tap); // stands nowhere in values_
            for (std::size_t w = 0; w < width; ++w) {
                unroll<S.window.width>([&](auto kx) { to[w * S.stride.width + kx] += values_[tap + kx][window + w]; });
            }
        });
    }

private:
    /// visit(tap, row, window) for the first tap of each row of taps and the first window of each row of windows: from there on, elements
    /// that are neighbours in the plane can be read together.
    template <class F>
    static void for_each_run(std::size_t rows, const F& visit) {
        for (std::size_t h = 0; h < rows; ++h) {
            for (std::size_t ky = 0; ky < S.window.height; ++ky) visit(ky * S.window.width, h, h * width);
        }
    }

    static constexpr std::size_t capacity = whole_vectors<T>(most_rows * width);
    std::array<std::array<T, capacity>, taps> values_{};
};

/// y (planes, out) = the largest of each window of x (planes, in). PyTorch equivalent: `F.max_pool2d`.
template <PoolShape S, class T>
void max_pool2d(const Workers<T>& workers, std::size_t planes, const T* x, T* y) {
    constexpr Extent2d out = S.out();
    workers.for_slots(planes, [&](std::size_t, std::size_t begin, std::size_t end) {
        PoolRows<S, T> windows;
        for (std::size_t plane = begin; plane < end; ++plane) {
            for (std::size_t h = 0; h < out.height; h += windows.most_rows) {
                const std::size_t rows = std::min(windows.most_rows, out.height - h);
                T* target = y + plane * out.area() + h * out.width;
                windows.gather(x + plane * S.in.area(), h, rows);
                windows.for_largest(rows, [&](std::size_t i, auto part, auto largest, auto) { store(largest, target + i, part); });
            }
        }
    });
}

/// dx (planes, in) = dy (planes, out) at the first largest element of each window in row-major order, summed where windows overlap.
template <PoolShape S, class T>
void max_pool2d_gradient(const Workers<T>& workers, std::size_t planes, const T* x, const T* dy, T* dx) {
    constexpr Extent2d out = S.out();
    workers.for_slots(planes, [&](std::size_t, std::size_t begin, std::size_t end) {
        PoolRows<S, T> windows;
        for (std::size_t plane = begin; plane < end; ++plane) {
            T* target = dx + plane * S.in.area();
            std::fill_n(target, S.in.area(), T{});
            for (std::size_t h = 0; h < out.height; h += windows.most_rows) {
                const std::size_t rows = std::min(windows.most_rows, out.height - h);
                const T* slopes = dy + plane * out.area() + h * out.width;
                windows.gather(x + plane * S.in.area(), h, rows);
                windows.for_largest(rows, [&](std::size_t i, auto part, auto, auto tap) { windows.put(i, tap, load(slopes + i, part)); });
                windows.scatter(target, h, rows);
            }
        }
    });
}

} // namespace duet::kernels
