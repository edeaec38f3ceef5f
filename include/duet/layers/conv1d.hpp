// Convolution over the tokens of a sequence.
#pragma once

#include "duet/kernels/conv2d_shape.hpp"
#include "duet/layers/convolution.hpp"
#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

namespace detail {
/// A picture of height 1, whose pixels are the tokens.
template <class In, std::size_t Channels, std::size_t Kernel>
constexpr kernels::ConvShape conv1d_shape() {
    return {In::last, {1, In::rows}, Channels, {1, Kernel}, 1, {0, (Kernel - 1) / 2}, {0, Kernel / 2}, kernels::PictureOrder::pixels};
}
} // namespace detail

template <class In, std::size_t Channels, std::size_t Kernel>
struct Conv1dLayer : ConvolutionLayer<In, Channels, Shape<Channels, In::last, Kernel>, detail::conv1d_shape<In, Channels, Kernel>()> {
    static constexpr std::string_view type_name = "Conv1d";
};

/// A convolution over the tokens, with zeros before the first and behind the last: each looks at its Kernel nearest.
/// Shapes: (tokens, in) -> (tokens, Channels). Parameters: `weight` (Channels, in, Kernel), `bias` (Channels).
/// PyTorch equivalent: `nn.Conv1d(in, Channels, Kernel, padding="same")` between two `transpose(1, 2)`.
template <std::size_t Channels, std::size_t Kernel>
struct Conv1d {
    static_assert(Channels > 0 && Kernel > 0, "Conv1d: channels and kernel must be at least 1");

    template <class In>
    static consteval bool accepts() {
        static_assert(is_sequence<In>, "Conv1d needs a sequence, Shape<tokens, width>; put Reshape<tokens, width> before it");
        return is_sequence<In>;
    }
    template <class In>
    using layer = Conv1dLayer<In, Channels, Kernel>;
};

} // namespace duet
