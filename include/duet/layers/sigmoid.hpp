// The logistic function.
#pragma once

#include "duet/layers/activation.hpp"

namespace duet {

/// 1 / (1 + exp(-x)) on each element. Shape: any -> the same. PyTorch equivalent: `nn.Sigmoid()`.
struct Sigmoid {
    static constexpr std::string_view type_name = "Sigmoid";
    static constexpr bool reads_input = false;

    template <class V>
    static V value(V x) {
        return V(1) / (V(1) + xsimd::exp(-x));
    }
    template <class V>
    static V gradient(V y, V dy) {
        return dy * y * (V(1) - y);
    }

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "Sigmoid needs one input of any Shape; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = ActivationLayer<In, Sigmoid>;
};

} // namespace duet
