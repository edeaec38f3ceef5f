// Rows become columns.
#pragma once

#include "duet/kernels/transpose.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

template <class In>
struct TransposeLayer : LayerDefaults {
    using Input = In;
    using Output = Shape<In::extents[1], In::extents[0]>;
    static constexpr std::string_view type_name = "Transpose";

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        turn_each(run.workers, In::extents[0], In::extents[1], x, y);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) turn_each(run.workers, In::extents[1], In::extents[0], dy, dx);
    }

private:
    template <class T>
    static void turn_each(const Workers<T>& workers, std::size_t rows, std::size_t columns, auto from, auto to) {
        workers.for_slots(from.size, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t s = begin; s < end; ++s) kernels::turn(rows, columns, from[s], to[s]);
        });
    }
};

/// Rows become columns: tokens become channels over time, and the pixels of a flattened picture tokens.
/// Shape: (rows, columns) -> (columns, rows). PyTorch equivalent: `x.transpose(1, 2)`.
struct Transpose {
    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = has_rank_two<In>();
        static_assert(fits, "Transpose needs one input of two extents, Shape<rows, columns>; put Reshape<rows, columns> before it");
        return fits;
    }
    template <class In>
    using layer = TransposeLayer<In>;

private:
    template <class In>
    static consteval bool has_rank_two() {
        if constexpr (is_shape<In>) return In::rank == 2;
        return false;
    }
};

} // namespace duet
