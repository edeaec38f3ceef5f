// Puts a learnt token in front of a sequence.
#pragma once

#include "duet/kernels/reduce.hpp"
#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet {

template <class In>
struct ClassTokenLayer : LayerDefaults {
    using Input = In;
    using Output = Shape<In::rows + 1, In::last>;
    static constexpr std::string_view type_name = "ClassToken";
    static constexpr std::size_t width = In::last;
    static constexpr std::array parameter_list{Parameter{"token", Shape<width>{}, {Scheme::normal}}};
    static constexpr std::size_t slot_size = width;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        run.workers.for_slots(x.size, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t s = begin; s < end; ++s) {
                std::copy_n(parameters, width, y[s]);
                std::copy_n(x[s], In::size, y[s] + width);
            }
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T* gradients, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        const std::size_t count = run.workers.for_slots(dy.size, [&](std::size_t slot, std::size_t begin, std::size_t end) {
            T* sum = run.workers.slot(slot);
            std::fill_n(sum, width, T{});
            for (std::size_t s = begin; s < end; ++s) {
                for (std::size_t c = 0; c < width; ++c) sum[c] += dy[s][c];
                if constexpr (!is_absent<decltype(dx)>) std::copy_n(dy[s] + width, In::size, dx[s]);
            }
        });
        kernels::add_slots(run.workers, count, width, gradients);
    }
};

/// Puts a learnt token in front of a sequence; FirstStep reads it back after the attention layers.
/// Shapes: (tokens, width) -> (tokens + 1, width). Parameter: `token` (width), normal.
/// Source: Devlin et al. 2019 (BERT), section 3; Dosovitskiy et al. 2021 (ViT), equation 1. PyTorch equivalent: `torch.cat([token, x], dim=1)`.
struct ClassToken {
    template <class In>
    static consteval bool accepts() {
        static_assert(is_sequence<In>, "ClassToken needs a sequence, Shape<tokens, width>; put Reshape<tokens, width> before it");
        return is_sequence<In>;
    }
    template <class In>
    using layer = ClassTokenLayer<In>;
};

} // namespace duet
