// Names for the parts of a network.
#pragma once

#include "duet/core/fixed_string.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>

namespace duet {

/// Gives a part a name: its parameters are called `Label.weight` instead of `0.weight`. An empty name adds no level of its own.
/// PyTorch equivalent: the attribute name of a submodule.
template <FixedString Label, class Spec>
struct Named {
    static constexpr Name name{Label.view()}; ///< what a composition calls the part

    template <class In>
    static consteval bool accepts() {
        return true; // Spec itself says what it needs, in layer<In>
    }
    template <class In>
    using layer = bind<Spec, In>;
};

/// What a composition calls its `index`-th part: its name or, as in nn.Sequential, its index.
template <class Spec>
constexpr Name child_name(std::size_t index) {
    if constexpr (requires { Spec::name; }) {
        return Spec::name;
    } else {
        return Name::of_index(index);
    }
}

} // namespace duet
