// The largest of each window of tokens, channel by channel.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// Windows over a sequence (tokens, width).
struct Pool1dShape {
    std::size_t tokens, width;
    std::size_t window, stride;

    [[nodiscard]] constexpr std::size_t out() const { return (tokens - window) / stride + 1; }
};

/// The largest of a window of x, and as a number which of its tokens it is. The first of equals stays; NaN takes the place of anything.
template <Pool1dShape S, class T>
struct LargestToken {
    Vector<T> value, token;

    template <class Part>
    LargestToken(const T* x, Part part) : value(load(x, part)), token(T{}) {
        for (std::size_t k = 1; k < S.window; ++k) {
            const Vector<T> next = load(x + k * S.width, part);
            const auto larger = (next > value) || xsimd::isnan(next);
            value = xsimd::select(larger, next, value);
            token = xsimd::select(larger, Vector<T>(static_cast<T>(k)), token);
        }
    }
};

/// y (samples, out, width) from x (samples, tokens, width). PyTorch equivalent: `F.max_pool1d` between two transposes.
template <Pool1dShape S, class T>
void max_pool1d(const Workers<T>& workers, std::size_t samples, const T* x, T* y) {
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t n = begin; n < end; ++n) {
            for (std::size_t o = 0; o < S.out(); ++o) {
                const T* first = x + (n * S.tokens + o * S.stride) * S.width;
                T* largest = y + (n * S.out() + o) * S.width;
                for_vectors<T>(S.width, [&](std::size_t c, auto part) { store(LargestToken<S, T>(first + c, part).value, largest + c, part); });
            }
        }
    });
}

/// dx (samples, tokens, width) = dy (samples, out, width) at the first largest token of each window, summed where windows overlap.
template <Pool1dShape S, class T>
void max_pool1d_gradient(const Workers<T>& workers, std::size_t samples, const T* x, const T* dy, T* dx) {
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        std::fill(dx + begin * S.tokens * S.width, dx + end * S.tokens * S.width, T{});
        for (std::size_t n = begin; n < end; ++n) {
            for (std::size_t o = 0; o < S.out(); ++o) {
                const std::size_t first = (n * S.tokens + o * S.stride) * S.width;
                for_vectors<T>(S.width, [&](std::size_t c, auto part) {
                    const Vector<T> token = LargestToken<S, T>(x + first + c, part).token;
                    const Vector<T> slope = load(dy + (n * S.out() + o) * S.width + c, part);
                    for (std::size_t k = 0; k < S.window; ++k) {
                        T* to = dx + first + k * S.width + c;
                        store(load(to, part) + xsimd::select(token == Vector<T>(static_cast<T>(k)), slope, Vector<T>(T{})), to, part);
                    }
                });
            }
        }
    });
}

} // namespace duet::kernels
