// The mean of each window.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/pool2d.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// y (planes, out) = the mean of each window of x (planes, in). PyTorch equivalent: `F.avg_pool2d`.
template <PoolShape S, class T>
void avg_pool2d(const Workers<T>& workers, std::size_t planes, const T* x, T* y) {
    constexpr Extent2d out = S.out();
    workers.for_slots(planes, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t plane = begin; plane < end; ++plane) {
            const T* from = x + plane * S.in.area();
            T* to = y + plane * out.area();
            for (std::size_t h = 0; h < out.height; ++h) {
                for (std::size_t w = 0; w < out.width; ++w) {
                    T sum{};
                    for (std::size_t tap = 0; tap < S.window.area(); ++tap) sum += from[S.element(h, w, tap)];
                    to[h * out.width + w] = sum / static_cast<T>(S.window.area());
                }
            }
        }
    });
}

/// dx (planes, in) = dy (planes, out) / window area on every element of the window, summed where windows overlap.
template <PoolShape S, class T>
void avg_pool2d_gradient(const Workers<T>& workers, std::size_t planes, const T* dy, T* dx) {
    constexpr Extent2d out = S.out();
    workers.for_slots(planes, [&](std::size_t, std::size_t begin, std::size_t end) {
        std::fill(dx + begin * S.in.area(), dx + end * S.in.area(), T{});
        for (std::size_t plane = begin; plane < end; ++plane) {
            const T* slopes = dy + plane * out.area();
            T* to = dx + plane * S.in.area();
            for (std::size_t h = 0; h < out.height; ++h) {
                for (std::size_t w = 0; w < out.width; ++w) {
                    const T share = slopes[h * out.width + w] / static_cast<T>(S.window.area());
                    for (std::size_t tap = 0; tap < S.window.area(); ++tap) to[S.element(h, w, tap)] += share;
                }
            }
        }
    });
}

} // namespace duet::kernels
