// The Gaussian error linear unit.
#pragma once

#include "duet/layers/activation.hpp"

#include <cmath>
#include <numbers>

namespace duet {

/// x P(Z <= x) on each element, Z standard normal: 0.5 x (1 + erf(x / sqrt 2)), not the tanh approximation. Shape: any -> the same.
/// Source: Hendrycks and Gimpel 2016. PyTorch equivalent: `nn.GELU()`.
struct GELU {
    static constexpr std::string_view type_name = "GELU";
    static constexpr bool reads_input = true;

    template <class V>
    static V value(V x) {
        return x * distribution(x);
    }
    template <class V>
    static V gradient(V x, V dy) {
        using T = typename V::value_type;
        const V density = V(static_cast<T>(std::numbers::inv_sqrtpi / std::numbers::sqrt2)) * xsimd::exp(V(T{-0.5}) * x * x);
        return dy * (distribution(x) + x * density);
    }

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "GELU needs one input of any Shape; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = ActivationLayer<In, GELU>;

private:
    /// The standard normal's cumulative distribution.
    template <class V>
    static V distribution(V x) {
        using T = typename V::value_type;
        return V(T{0.5}) * (V(1) + xsimd::erf(x * V(static_cast<T>(1 / std::numbers::sqrt2))));
    }
};

} // namespace duet
