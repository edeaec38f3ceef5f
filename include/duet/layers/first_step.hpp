// The first step of a sequence.
#pragma once

#include "duet/layers/select_step.hpp"

namespace duet {

/// The first step, or token, of a sequence: reads a ClassToken back. Shapes: (steps, width) -> (width). PyTorch equivalent: `x[:, 0]`.
struct FirstStep {
    static constexpr std::string_view type_name = "FirstStep";

    template <class In>
    static consteval bool accepts() {
        static_assert(is_sequence<In>,
                      "FirstStep needs a sequence, Shape<steps, width>; put Reshape<steps, width> before it, or leave FirstStep out");
        return is_sequence<In>;
    }
    template <class In>
    using layer = SelectStepLayer<FirstStep, In, 0>;
};

} // namespace duet
