// Two-dimensional convolution.
#pragma once

#include "duet/core/extent2d.hpp"
#include "duet/kernels/conv2d_shape.hpp"
#include "duet/layers/convolution.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

/// Zeros around the picture.
enum class Padding {
    same,  ///< with stride 1 the output is as large as the input; with another, kernel / 2 zeros on every side
    valid, ///< no zeros: windows lie inside the picture
};

namespace detail {
template <class In, std::size_t Channels, Extent2d Kernel, Padding P, Extent2d Stride>
constexpr kernels::ConvShape conv_shape() {
    Extent2d before = 0;
    Extent2d after = 0;
    if (P == Padding::same) {
        // Of an even kernel's k - 1 zeros the odd one stands behind, as in PyTorch's padding="same".
        before = {(Kernel.height - 1) / 2, (Kernel.width - 1) / 2};
        after = {Kernel.height / 2, Kernel.width / 2};
        if (Stride != Extent2d(1)) before = after;
    }
    return {In::extents[0], {In::extents[1], In::extents[2]}, Channels, Kernel, Stride, before, after};
}
} // namespace detail

template <class In, std::size_t Channels, Extent2d Kernel, Padding P, Extent2d Stride>
struct Conv2dLayer : ConvolutionLayer<In, Channels, Shape<Channels, In::extents[0], Kernel.height, Kernel.width>,
                                      detail::conv_shape<In, Channels, Kernel, P, Stride>()> {
    static constexpr std::string_view type_name = "Conv2d";
};

/// A convolution (cross-correlation, as everywhere in this field) over height and width.
/// Shapes: (in, height, width) -> (Channels, height', width'). Parameters: `weight` (Channels, in, kernel height, kernel width), `bias` (Channels).
/// PyTorch equivalent: `nn.Conv2d(in, Channels, Kernel, Stride, padding)` with padding "same" (stride 1), `Kernel // 2` (other strides) or 0 (valid).
template <std::size_t Channels, Extent2d Kernel, Padding P = Padding::same, Extent2d Stride = 1>
struct Conv2d {
    static_assert(Channels > 0, "Conv2d: the number of output channels must be at least 1");
    static_assert(Kernel.area() > 0 && Stride.area() > 0, "Conv2d: kernel and stride must be at least 1 in both directions");

    template <class In>
    static consteval bool accepts() {
        if constexpr (!is_shape<In>) {
            static_assert(is_shape<In>, "Conv2d needs one picture of Shape<channels, height, width>; several inputs are joined by Concat first");
            return false;
        } else if constexpr (In::rank != 3) {
            static_assert(In::rank == 3,
                          "Conv2d needs a picture of Shape<channels, height, width>; put a Reshape<channels, height, width> before it");
            return false;
        } else {
            constexpr Extent2d zeros = P == Padding::same ? (Stride == Extent2d(1) ? Extent2d(Kernel.height - 1, Kernel.width - 1)
                                                                                   : Extent2d(Kernel.height / 2 * 2, Kernel.width / 2 * 2))
                                                          : Extent2d(0);
            constexpr bool fits = In::extents[1] + zeros.height >= Kernel.height && In::extents[2] + zeros.width >= Kernel.width;
            static_assert(fits, "Conv2d needs a picture at least as large as its kernel; take a smaller kernel or Padding::same");
            return fits;
        }
    }
    template <class In>
    using layer = Conv2dLayer<In, Channels, Kernel, P, Stride>;
};

} // namespace duet
