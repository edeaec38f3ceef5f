// The hyperbolic tangent.
#pragma once

#include "duet/layers/activation.hpp"

namespace duet {

/// tanh(x) on each element. Shape: any -> the same. PyTorch equivalent: `nn.Tanh()`.
struct Tanh {
    static constexpr std::string_view type_name = "Tanh";
    static constexpr bool reads_input = false;

    template <class V>
    static V value(V x) {
        return xsimd::tanh(x);
    }
    template <class V>
    static V gradient(V y, V dy) {
        return dy * (V(1) - y * y);
    }

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "Tanh needs one input of any Shape; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = ActivationLayer<In, Tanh>;
};

} // namespace duet
