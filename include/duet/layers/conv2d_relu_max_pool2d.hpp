// What Conv2d, ReLU and MaxPool2d in a row become.
#pragma once

#include "duet/kernels/conv2d_max_pool2d.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/fusion.hpp"
#include "duet/layers/pool2d.hpp"
#include "duet/layers/relu.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

/// In max_pool2d.hpp, which includes this file.
template <Extent2d Window, Extent2d Stride>
struct MaxPool2d;

template <class Conv, Extent2d Window>
struct Conv2dReLUMaxPool2dLayer : LayerDefaults {
    using Input = typename Conv::Input;
    using Output = typename Pool2dLayer<typename Conv::Output, Window, Window>::Output;
    static constexpr std::string_view type_name = "Conv2d+ReLU+MaxPool2d";
    static constexpr auto parameter_list = Conv::parameter_list;
    /// Which element of each window was taken: 1 for the first, 0 where none is positive.
    using Cache = Shapes<Output>;
    using KernelScratch = kernels::PooledConvScratch<Conv::shape, Window>;
    static constexpr std::size_t slot_size = KernelScratch::slot_size;
    static constexpr std::size_t thread_size = KernelScratch::thread_size;
    static constexpr std::size_t shared_size = KernelScratch::shared_size;
    static constexpr std::size_t prepared_size = Conv::prepared_size;
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = Conv::multiply_adds;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        Conv::prepare(workers, parameters, prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        kernels::conv2d_max_pool2d<Conv::shape, Window>(run.workers, x.size, x.data, prepared_parameters<Conv2dReLUMaxPool2dLayer>(run, parameters),
                                                        y.data, run.training ? cache.data[0] : nullptr);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        T* input_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) input_gradient = dx.data;
        kernels::conv2d_max_pool2d_gradient<Conv::shape, Window>(run.workers, x.size, x.data, parameters + parameter_offset<Conv>("weight"),
                                                                 cache.data[0], dy.data, input_gradient, gradients + parameter_offset<Conv>("weight"),
                                                                 gradients + parameter_offset<Conv>("bias"));
    }
};

/// Conv2d, ReLU and MaxPool2d as one layer, for windows that stand side by side. Sequential puts it in the place of the three: it gives the same
/// values, its gradients visit one element of each window, and what stands between the three is never stored.
/// Shapes and parameters: those of Conv2d before MaxPool2d. PyTorch equivalent: the three in an `nn.Sequential`.
template <class Conv, class Pool, Extent2d Window>
struct Conv2dReLUMaxPool2d {
    template <class In>
    static consteval bool accepts() {
        if constexpr (Conv::template accepts<In>()) {
            return Pool::template accepts<typename Conv::template layer<In>::Output>();
        } else {
            return false;
        }
    }
    template <class In>
    using layer = Conv2dReLUMaxPool2dLayer<typename Conv::template layer<In>, Window>;
};

/// Windows that overlap or leave gaps stay with MaxPool2d.
template <std::size_t Channels, Extent2d Kernel, Padding P, Extent2d Stride, Extent2d Window>
struct Fusion<Conv2d<Channels, Kernel, P, Stride>, ReLU, MaxPool2d<Window, Window>> {
    using type = Conv2dReLUMaxPool2d<Conv2d<Channels, Kernel, P, Stride>, MaxPool2d<Window, Window>, Window>; ///< the spec of all three
};

} // namespace duet
