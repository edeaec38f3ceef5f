// Any shape as one vector.
#pragma once

#include "duet/layers/reshape.hpp"

namespace duet {

template <class In>
struct FlattenLayer : ReshapeLayer<In, Shape<In::size>> {
    static constexpr std::string_view type_name = "Flatten";
};

/// The same elements in the same order as Shape<size>: a picture becomes a vector, channel after channel. PyTorch equivalent: `nn.Flatten()`.
struct Flatten {
    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "Flatten needs one input; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = FlattenLayer<In>;
};

} // namespace duet
