// Another initialisation than a layer's own.
#pragma once

#include "duet/layers/layer.hpp"
#include "duet/layers/parameter.hpp"

namespace duet {

template <class L, Scheme S>
struct InitialisedLayer : L {
    static constexpr auto parameter_list = [] {
        auto list = L::parameter_list;
        for (Parameter& p : list) {
            if (p.rank >= 2) p.initialiser.scheme = S;
        }
        return list;
    }();
};

/// The part with its weights (all parameters of two or more axes) filled by another scheme; biases and gains keep theirs.
/// Shapes: those of `Spec`. PyTorch equivalent: `torch.nn.init.xavier_uniform_(module.weight)` and its like.
template <Scheme S, class Spec>
struct Initialised {
    template <class In>
    static consteval bool accepts() {
        return true; // Spec itself says what it needs, in layer<In>
    }
    template <class In>
    using layer = InitialisedLayer<bind<Spec, In>, S>;
};

} // namespace duet
