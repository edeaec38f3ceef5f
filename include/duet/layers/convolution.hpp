// What the convolutional layers share.
#pragma once

#include "duet/kernels/conv2d.hpp"
#include "duet/layers/layer.hpp"

#include <array>
#include <cstddef>
#include <type_traits>

namespace duet {

/// A convolution as `S` says; by the shape `Weight` its weight is known outside.
template <class In, std::size_t Channels, class Weight, kernels::ConvShape S>
struct ConvolutionLayer : LayerDefaults {
    static constexpr kernels::ConvShape shape = S;
    static constexpr std::size_t fan_in = S.in_channels * S.kernel.area();
    static constexpr std::size_t fan_out = Channels * S.kernel.area();
    static constexpr Initialiser initialiser{Scheme::fan_in_uniform, fan_in, fan_out};

    using Input = In;
    /// A picture, or a sequence, whose pixels are its tokens.
    using Output =
        std::conditional_t<S.order == kernels::PictureOrder::planes, Shape<Channels, S.out().height, S.out().width>, Shape<S.out().width, Channels>>;
    static constexpr std::array parameter_list{Parameter{"weight", Weight{}, initialiser}, Parameter{"bias", Shape<Channels>{}, initialiser}};
    using KernelScratch = kernels::ConvScratch<shape>;
    static constexpr std::size_t slot_size = KernelScratch::slot_size;
    static constexpr std::size_t thread_size = KernelScratch::thread_size;
    static constexpr std::size_t shared_size = KernelScratch::shared_size;
    static constexpr std::size_t prepared_size = KernelScratch::prepared_size;
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = Output::size * fan_in;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        kernels::prepare_forward<shape>(workers, parameters + parameter_offset<ConvolutionLayer>("weight"),
                                        parameters + parameter_offset<ConvolutionLayer>("bias"), prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        kernels::conv2d<shape>(run.workers, x.size, x.data, prepared_parameters<ConvolutionLayer>(run, parameters), y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache>, Batch<const T, Output> dy, auto dx) {
        T* input_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) input_gradient = dx.data;
        kernels::conv2d_backward<shape>(run.workers, x.size, x.data, parameters + parameter_offset<ConvolutionLayer>("weight"), dy.data,
                                        input_gradient, gradients + parameter_offset<ConvolutionLayer>("weight"),
                                        gradients + parameter_offset<ConvolutionLayer>("bias"));
    }
};

} // namespace duet
