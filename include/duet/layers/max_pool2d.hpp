// The largest element of each window.
#pragma once

#include "duet/kernels/max_pool2d.hpp"
#include "duet/layers/conv2d_relu_max_pool2d.hpp" // wherever the pooling is known, so is its fusion: a model is one type in every file
#include "duet/layers/pool2d.hpp"

namespace duet {

template <class In, Extent2d Window, Extent2d Stride>
struct MaxPool2dLayer : Pool2dLayer<In, Window, Stride> {
    using Base = Pool2dLayer<In, Window, Stride>;
    using typename Base::Cache, typename Base::Input, typename Base::Output;
    static constexpr std::string_view type_name = "MaxPool2d";
    static constexpr bool reads_input = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        kernels::max_pool2d<Base::shape>(run.workers, Base::planes(x.size), x.data, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input> x, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            kernels::max_pool2d_gradient<Base::shape>(run.workers, Base::planes(x.size), x.data, dy.data, dx.data);
        }
    }
};

/// The largest element of each window; the first of equals in row-major order receives the gradient.
/// Shapes: (channels, height, width) -> (channels, (height - Window) / Stride + 1, (width - Window) / Stride + 1). Windows may overlap.
/// PyTorch equivalent: `nn.MaxPool2d(Window, Stride)`, except that windows must reach the edges: nothing is left out silently.
template <Extent2d Window, Extent2d Stride = Window>
struct MaxPool2d {
    static_assert(Window.area() > 0 && Stride.area() > 0, "MaxPool2d: window and stride must be at least 1 in both directions");

    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = windows_cover<In, Window, Stride>();
        static_assert(fits,
                      "MaxPool2d needs one picture of Shape<channels, height, width> whose height and width less the window are multiples of the "
                      "stride; change window or stride, or the padding of the convolution before it");
        return fits;
    }
    template <class In>
    using layer = MaxPool2dLayer<In, Window, Stride>;
};

} // namespace duet
