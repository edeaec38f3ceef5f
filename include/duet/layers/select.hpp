// One of several tensors.
#pragma once

#include "duet/layers/layer.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace duet {

template <class In, std::size_t Index>
struct SelectLayer : LayerDefaults {
    using Input = In;
    using Output = typename In::template at<Index>;
    static constexpr std::string_view type_name = "Select";

    template <class T, Mode M>
    static void forward(const Run<T, M>&, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        std::copy_n(x.data[Index], y.elements(), y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>&, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (std::fill_n(dx.data[I], dx.template get<I>().elements(), T{}), ...);
            }(std::make_index_sequence<In::count>{});
            std::copy_n(dy.data, dy.elements(), dx.data[Index]);
        }
    }
};

/// The Index-th of several tensors, counted from 0; the others end here. Shapes: Shapes<in0, in1, ...> -> in_Index.
/// PyTorch equivalent: `x[Index]` on a tuple.
template <std::size_t Index>
struct Select {
    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = has<In>();
        static_assert(fits, "Select<Index> needs more than Index inputs: it counts them from 0");
        return fits;
    }
    template <class In>
    using layer = SelectLayer<In, Index>;

private:
    template <class In>
    static consteval bool has() {
        if constexpr (is_shapes<In>) return Index < In::count;
        return false;
    }
};

} // namespace duet
