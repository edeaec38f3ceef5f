// The last step of a sequence.
#pragma once

#include "duet/layers/select_step.hpp"

namespace duet {

/// The last step, or token, of a sequence. Shapes: (steps, width) -> (width). PyTorch equivalent: `x[:, -1]`.
struct LastStep {
    static constexpr std::string_view type_name = "LastStep";

    template <class In>
    static consteval bool accepts() {
        static_assert(is_sequence<In>, "LastStep needs a sequence, Shape<steps, width>; put Reshape<steps, width> before it, or leave LastStep out");
        return is_sequence<In>;
    }
    template <class In>
    using layer = SelectStepLayer<LastStep, In, In::rows - 1>;
};

} // namespace duet
