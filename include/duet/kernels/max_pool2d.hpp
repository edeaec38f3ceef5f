// The largest element of each window.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/pool2d.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace duet::kernels {

/// Whether `value` takes the place of `largest`: the first of equals stays, NaN spreads.
template <class T>
constexpr bool is_larger(T value, T largest) {
    return (value > largest) | (value != value);
}

/// y (planes, out) = the largest of each window of x (planes, in). PyTorch equivalent: `F.max_pool2d`.
template <PoolShape S, class T>
void max_pool2d(const Workers<T>& workers, std::size_t planes, const T* x, T* y) {
    constexpr Extent2d out = S.out();
    workers.for_slots(planes, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t plane = begin; plane < end; ++plane) {
            const T* from = x + plane * S.in.area();
            T* to = y + plane * out.area();
            for (std::size_t h = 0; h < out.height; ++h) {
                for (std::size_t w = 0; w < out.width; ++w) {
                    T largest = from[S.element(h, w, 0)];
                    for (std::size_t tap = 1; tap < S.window.area(); ++tap) {
                        const T value = from[S.element(h, w, tap)];
                        largest = is_larger(value, largest) ? value : largest;
                    }
                    to[h * out.width + w] = largest;
                }
            }
        }
    });
}

/// dx (planes, in) = dy (planes, out) at the first largest element of each window in row-major order, summed where windows overlap.
template <PoolShape S, class T>
void max_pool2d_gradient(const Workers<T>& workers, std::size_t planes, const T* x, const T* dy, T* dx) {
    constexpr Extent2d out = S.out();
    workers.for_slots(planes, [&](std::size_t, std::size_t begin, std::size_t end) {
        std::fill(dx + begin * S.in.area(), dx + end * S.in.area(), T{});
        for (std::size_t plane = begin; plane < end; ++plane) {
            const T* from = x + plane * S.in.area();
            const T* slopes = dy + plane * out.area();
            T* to = dx + plane * S.in.area();
            for (std::size_t h = 0; h < out.height; ++h) {
                // A row's positions first, without branches; then one pass that only adds.
                std::array<std::uint32_t, out.width> position;
                for (std::size_t w = 0; w < out.width; ++w) {
                    T largest = from[S.element(h, w, 0)];
                    position[w] = 0;
                    for (std::size_t tap = 1; tap < S.window.area(); ++tap) {
                        const T value = from[S.element(h, w, tap)];
                        const bool larger = is_larger(value, largest);
                        largest = larger ? value : largest;
                        position[w] = larger ? static_cast<std::uint32_t>(tap) : position[w];
                    }
                }
                for (std::size_t w = 0; w < out.width; ++w) to[S.element(h, w, position[w])] += slopes[h * out.width + w];
            }
        }
    });
}

} // namespace duet::kernels
