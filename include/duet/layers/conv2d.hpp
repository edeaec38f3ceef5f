// Two-dimensional convolution.
#pragma once

#include "duet/core/extent2d.hpp"
#include "duet/kernels/conv2d.hpp"
#include "duet/layers/layer.hpp"

#include <type_traits>

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
struct Conv2dLayer : LayerDefaults {
    static constexpr kernels::ConvShape shape = detail::conv_shape<In, Channels, Kernel, P, Stride>();
    static constexpr std::size_t fan_in = shape.in_channels * Kernel.area();
    static constexpr std::size_t fan_out = Channels * Kernel.area();
    static constexpr Initialiser initialiser{Scheme::fan_in_uniform, fan_in, fan_out};

    using Input = In;
    using Output = Shape<Channels, shape.out().height, shape.out().width>;
    static constexpr std::string_view type_name = "Conv2d";
    static constexpr std::array parameter_list{Parameter{"weight", Shape<Channels, shape.in_channels, Kernel.height, Kernel.width>{}, initialiser},
                                               Parameter{"bias", Shape<Channels>{}, initialiser}};
    using KernelScratch = kernels::ConvScratch<shape>;
    static constexpr std::size_t slot_size = KernelScratch::slot_size;
    static constexpr std::size_t thread_size = KernelScratch::thread_size;
    static constexpr std::size_t shared_size = KernelScratch::shared_size;
    static constexpr std::size_t prepared_size = KernelScratch::prepared_size;
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = Output::size * fan_in;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        kernels::prepare_forward<shape>(workers, parameters + parameter_offset<Conv2dLayer>("weight"),
                                        parameters + parameter_offset<Conv2dLayer>("bias"), prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        kernels::conv2d<shape>(run.workers, x.size, x.data, prepared_parameters<Conv2dLayer>(run, parameters), y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache>, Batch<const T, Output> dy, auto dx) {
        T* input_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) input_gradient = dx.data;
        kernels::conv2d_backward<shape>(run.workers, x.size, x.data, parameters + parameter_offset<Conv2dLayer>("weight"), dy.data, input_gradient,
                                        gradients + parameter_offset<Conv2dLayer>("weight"), gradients + parameter_offset<Conv2dLayer>("bias"));
    }
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
