// The mean over a sequence.
#pragma once

#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <algorithm>
#include <cstddef>

namespace duet {

template <class In>
struct MeanPoolLayer : LayerDefaults {
    using Input = In;
    using Output = Shape<In::last>;
    static constexpr std::string_view type_name = "MeanPool";
    static constexpr std::size_t tokens = In::rows;
    static constexpr std::size_t width = In::last;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        run.workers.for_slots(x.size, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t s = begin; s < end; ++s) {
                T* mean = y[s];
                std::fill_n(mean, width, T{});
                for (std::size_t t = 0; t < tokens; ++t) {
                    const T* token = x[s] + t * width;
                    for (std::size_t c = 0; c < width; ++c) mean[c] += token[c];
                }
                for (std::size_t c = 0; c < width; ++c) mean[c] *= T{1} / T{tokens};
            }
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            run.workers.for_slots(dy.size, [&](std::size_t, std::size_t begin, std::size_t end) {
                for (std::size_t s = begin; s < end; ++s) {
                    for (std::size_t t = 0; t < tokens; ++t) {
                        for (std::size_t c = 0; c < width; ++c) dx[s][t * width + c] = dy[s][c] * (T{1} / T{tokens});
                    }
                }
            });
        }
    }
};

/// The mean over the tokens of a sequence. Shapes: (tokens, width) -> (width). PyTorch equivalent: `x.mean(dim=1)`.
struct MeanPool {
    template <class In>
    static consteval bool accepts() {
        static_assert(is_sequence<In>,
                      "MeanPool needs a sequence, Shape<tokens, width>; put Reshape<tokens, width> before it, or leave MeanPool out");
        return is_sequence<In>;
    }
    template <class In>
    using layer = MeanPoolLayer<In>;
};

} // namespace duet
