// A layer beside a plain form of itself in one program: steps "<kernel>" and "<kernel>-plain", batch 128 and one thread whatever is asked for.
// `./dev bench --smoke` times them in alternating pairs. A plain form is a layer too, derived from ours, that computes the same by other means.
#pragma once

#include "models/layer_benchmarks.hpp"
#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace bench {

/// Throws if `actual` is not `expected`: a plain form that computes something else would be no reference.
inline void require_equal(const std::string& what, std::span<const float> actual, std::span<const float> expected) {
    float largest = 0;
    float difference = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        largest = std::max(largest, std::abs(expected[i]));
        difference = std::max(difference, std::abs(actual[i] - expected[i]));
    }
    if (!(difference <= 1e-3F * largest)) throw std::runtime_error(what + " of the plain form differs from ours");
}

/// What a reference is for: both passes, or the forward pass alone.
enum class Passes { both, forward };

template <class L>
Step pass_step(bool backward) {
    return [layer = std::make_shared<LayerAlone<L, false>>(), backward] {
        layer->forward();
        if (backward) layer->backward();
    };
}

/// Registers layer L and its plain form as the steps "<kernel>" and "<kernel>-plain". Making the latter throws unless they agree.
template <class L, class Plain, Passes P>
bool register_reference(const std::string& kernel) {
    const auto agree = [=] {
        // Operands are random numbers of their size, the same for both.
        LayerAlone<L, false> ours;
        LayerAlone<Plain, false> plain;
        require_equal(kernel + ": output", plain.output(), ours.output());
        if constexpr (P == Passes::both) {
            ours.backward();
            plain.backward();
            require_equal(kernel + ": input gradient", plain.input_gradient(), ours.input_gradient());
            require_equal(kernel + ": parameter gradients", plain.gradients(), ours.gradients());
        }
    };
    constexpr bool both = P == Passes::both;
    step_makers()[kernel] = {[](std::size_t, int) { return pass_step<L>(both); }, [](std::size_t, int) { return pass_step<L>(false); }};
    step_makers()[kernel + "-plain"] = {[=](std::size_t, int) { return agree(), pass_step<Plain>(both); },
                                        [=](std::size_t, int) { return agree(), pass_step<Plain>(false); }};
    return true;
}

} // namespace bench
