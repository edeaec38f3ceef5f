// Adds sinusoids that tell one position from another.
#pragma once

#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>

namespace duet {

template <class In>
struct PositionalEncodingLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "PositionalEncoding";
    static constexpr bool in_place = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        const std::array<T, In::size>& positions = table<T>();
        run.workers.for_slots(x.size, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t s = begin; s < end; ++s) std::transform(positions.begin(), positions.end(), x[s], y[s], std::plus<T>{});
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            if (dx.data == dy.data) return;
            run.workers.for_slots(dy.size, [&](std::size_t, std::size_t begin, std::size_t end) { std::copy(dy[begin], dy[end], dx[begin]); });
        }
    }

    /// The sinusoids (tokens, width), computed at the first call.
    template <class T>
    static const std::array<T, In::size>& table() {
        struct Table : std::array<T, In::size> {
            Table() {
                for (std::size_t position = 0; position < In::rows; ++position) {
                    for (std::size_t column = 0; column < In::last; ++column) {
                        const auto pair = static_cast<double>(column - column % 2);
                        const double angle = static_cast<double>(position) * std::exp(-std::log(10000.0) * pair / static_cast<double>(In::last));
                        (*this)[position * In::last + column] = static_cast<T>(column % 2 == 0 ? std::sin(angle) : std::cos(angle));
                    }
                }
            }
        };
        static const Table sinusoids;
        return sinusoids;
    }
};

/// Adds sin(p w) to the even columns of the token at position p and cos(p w) to the odd ones, w = 10000^(-2i / width) for the columns 2i and 2i + 1.
/// The width may be odd. Shapes: (tokens, width) or (width), one token at position 0; unchanged.
/// Source: Vaswani et al. 2017, section 3.5. PyTorch equivalent: the `PositionalEncoding` of its Transformer tutorial, without dropout.
struct PositionalEncoding {
    template <class In>
    static consteval bool accepts() {
        static_assert(is_tokens<In>,
                      "PositionalEncoding needs Shape<tokens, width>, or Shape<width> for a single token; put Reshape<tokens, width> before it");
        return is_tokens<In>;
    }
    template <class In>
    using layer = PositionalEncodingLayer<In>;
};

} // namespace duet
