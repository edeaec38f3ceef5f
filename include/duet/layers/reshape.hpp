// The same elements under another shape.
#pragma once

#include "duet/layers/layer.hpp"

#include <algorithm>

namespace duet {

template <class In, class Out>
struct ReshapeLayer : LayerDefaults {
    using Input = In;
    using Output = Out;
    static constexpr std::string_view type_name = "Reshape";
    static constexpr bool in_place = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>&, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        if (y.data != x.data) std::copy_n(x.data, x.elements(), y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>&, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            if (dx.data != dy.data) std::copy_n(dy.data, dy.elements(), dx.data);
        }
    }
};

/// The same elements in the same order as Shape<Extents...>. PyTorch equivalent: `x.reshape(-1, Extents...)`.
template <std::size_t... Extents>
struct Reshape {
    template <class In>
    static consteval bool accepts() {
        if constexpr (!is_shape<In>) {
            static_assert(is_shape<In>, "Reshape needs one input; put it into each of the branches, or behind what joins them");
            return false;
        } else {
            constexpr bool fits = In::size == (Extents * ...);
            static_assert(fits, "Reshape needs as many elements as it gives: the product of its extents must be the size of its input");
            return fits;
        }
    }
    template <class In>
    using layer = ReshapeLayer<In, Shape<Extents...>>;
};

} // namespace duet
