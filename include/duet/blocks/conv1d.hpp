// Convolution and pooling over the tokens of a sequence.
#pragma once

#include "duet/compose/named.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/max_pool2d.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/layers/sequence.hpp"
#include "duet/layers/transpose.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

template <class In, class Block>
struct Conv1dBlock : bind<Block, In> {
    static constexpr std::string_view type_name = "Conv1d";
};

template <class In, class Block>
struct MaxPool1dBlock : bind<Block, In> {
    static constexpr std::string_view type_name = "MaxPool1d";
};

/// A convolution over the tokens, with zeros before the first and behind the last: each looks at its Kernel nearest.
/// Shapes: (tokens, in) -> (tokens, Channels). Parameters: `weight` (Channels, in, 1, Kernel), `bias` (Channels).
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
    using layer = Conv1dBlock<In, Sequential<Transpose, Reshape<In::last, 1, In::rows>, Named<"", Conv2d<Channels, Extent2d{1, Kernel}>>,
                                             Reshape<Channels, In::rows>, Transpose>>;
};

/// The largest of each window of tokens, channel by channel. Shapes: (tokens, width) -> ((tokens - Window) / Stride + 1, width). Windows may overlap,
/// and must reach the last token. PyTorch equivalent: `nn.MaxPool1d(Window, Stride)` between two `transpose(1, 2)`.
template <std::size_t Window, std::size_t Stride = Window>
struct MaxPool1d {
    static_assert(Window > 0 && Stride > 0, "MaxPool1d: window and stride must be at least 1");

    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = covers<In>();
        static_assert(fits, "MaxPool1d needs a sequence, Shape<tokens, width>, whose tokens less the window are a multiple of the stride");
        return fits;
    }
    template <class In>
    using layer = MaxPool1dBlock<In, Sequential<Transpose, Reshape<In::last, 1, In::rows>, MaxPool2d<Extent2d{1, Window}, Extent2d{1, Stride}>,
                                                Reshape<In::last, (In::rows - Window) / Stride + 1>, Transpose>>;

private:
    template <class In>
    static consteval bool covers() {
        if constexpr (is_sequence<In>) return In::rows >= Window && (In::rows - Window) % Stride == 0;
        return false;
    }
};

} // namespace duet
