// The rectified linear unit.
#pragma once

#include "duet/layers/activation.hpp"

namespace duet {

/// max(x, 0) on each element, with gradient 0 at 0. Shape: any -> the same. PyTorch equivalent: `nn.ReLU()`.
struct ReLU {
    static constexpr std::string_view type_name = "ReLU";
    static constexpr bool reads_input = false;

    template <class V>
    static V value(V x) {
        return xsimd::select(x < V(0), V(0), x); // NaN stays NaN
    }
    template <class V>
    static V gradient(V y, V dy) {
        return xsimd::select(y > V(0), dy, V(0));
    }

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "ReLU needs one input of any Shape; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = ActivationLayer<In, ReLU>;
};

} // namespace duet
