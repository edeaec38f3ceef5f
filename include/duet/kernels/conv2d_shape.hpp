// How a convolution lies on a picture.
#pragma once

#include "duet/core/extent2d.hpp"
#include "duet/kernels/channels_last.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// The extents of a convolution: channels and pixels of the input, channels of the output, the window, its steps, and the zeros
/// above and left (`before`), below and right (`after`).
struct ConvShape {
    std::size_t in_channels;
    Extent2d in;
    std::size_t out_channels;
    Extent2d kernel;
    Extent2d stride;
    Extent2d before;
    Extent2d after;
    PictureOrder order = PictureOrder::planes;

    [[nodiscard]] constexpr Extent2d out() const {
        return {(in.height + before.height + after.height - kernel.height) / stride.height + 1,
                (in.width + before.width + after.width - kernel.width) / stride.width + 1};
    }
    /// The input with its border, as far as a window reaches.
    [[nodiscard]] constexpr Extent2d padded() const {
        return {std::max(in.height + before.height, (out().height - 1) * stride.height + kernel.height),
                std::max(in.width + before.width, (out().width - 1) * stride.width + kernel.width)};
    }
    [[nodiscard]] constexpr std::size_t weights() const { return out_channels * in_channels * kernel.area(); }
};

} // namespace duet::kernels
