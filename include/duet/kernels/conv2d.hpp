// Convolution without im2col: each picture is brought to channels-last with a border of zeros, convolved there
// (conv2d_picture.hpp) and brought back; a sequence is a picture one pixel high whose pixels stand so already. The input gradient is the same convolution with the kernel turned round, over dy with zeros in the strides.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/workers.hpp"
#include "duet/kernels/channels_last.hpp"
#include "duet/kernels/conv2d_picture.hpp"
#include "duet/kernels/conv2d_shape.hpp"
#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/reduce.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// How a convolution lies in scratch memory.
template <ConvShape S, class T>
struct ConvPlan {
    static constexpr Extent2d out = S.out();
    static constexpr std::size_t in_vector = whole_vectors<T>(S.in_channels);
    static constexpr std::size_t out_vector = whole_vectors<T>(S.out_channels);

    // x with its border; channels close together.
    static constexpr Extent2d x = S.padded();
    static constexpr std::size_t x_row = x.width * S.in_channels;
    static constexpr PixelLayout x_layout{S.before.height * x_row + S.before.width * S.in_channels, x_row, S.in_channels};
    static constexpr ConvPass forward{out.height,     out.width, S.kernel.height, S.kernel.width, S.stride.height,
                                      S.stride.width, x_row,     S.in_channels,   out_vector};
    static constexpr PixelLayout y_layout{0, out.width* out_vector, out_vector};

    // dy with the border that the turned kernel needs, and with stride - 1 zeros between its pixels.
    static constexpr Extent2d dy{S.in.height + S.kernel.height - 1, S.in.width + S.kernel.width - 1};
    static constexpr std::size_t dy_row = dy.width * out_vector;
    static constexpr std::size_t dy_origin = (S.kernel.height - 1 - S.before.height) * dy_row + (S.kernel.width - 1 - S.before.width) * out_vector;
    static constexpr std::size_t dy_row_step = S.stride.height * dy_row;
    static constexpr std::size_t dy_pixel_step = S.stride.width * out_vector;
    static constexpr PixelLayout dy_layout{dy_origin, dy_row_step, dy_pixel_step};
    static constexpr ConvPass input_gradient{S.in.height, S.in.width, S.kernel.height, S.kernel.width, 1, 1, dy_row, out_vector, in_vector};
    static constexpr PixelLayout dx_layout{0, S.in.width* in_vector, in_vector};

    static constexpr std::size_t x_size = round_up_to_block(x.height * x_row);
    static constexpr std::size_t y_size = round_up_to_block(out.area() * out_vector);
    static constexpr std::size_t dy_size = round_up_to_block(dy.height * dy_row);
    static constexpr std::size_t dx_size = round_up_to_block(S.in.area() * in_vector);
    using Forward = ConvPicture<forward, T>;
    using InputGradient = ConvPicture<input_gradient, T>;

    /// A slot: the weight gradient (kh, kw, in, out padded) of its samples, then the bias gradient.
    static constexpr std::size_t weights_size = S.kernel.area() * S.in_channels * out_vector;
    static constexpr std::size_t gradient_size = weights_size + out_vector;
    /// Shared: the weights of a pass, and the bias of the forward one; or the sum of all slots.
    static constexpr std::size_t prepared_size = Forward::weights_size + out_vector;
    static constexpr std::size_t shared_size = std::max({prepared_size, InputGradient::weights_size, gradient_size});
    /// A thread: its pictures; or the weights while they are prepared.
    static constexpr std::size_t thread_size =
        std::max({x_size + y_size + Forward::scratch_size, x_size + dy_size + dx_size + InputGradient::scratch_size, Forward::taps_size,
                  InputGradient::taps_size});
};

/// What scratch memory the convolution takes, in elements, whatever the type.
template <ConvShape S>
struct ConvScratch {
    static constexpr std::size_t slot_size = std::max(ConvPlan<S, float>::gradient_size, ConvPlan<S, double>::gradient_size);
    static constexpr std::size_t thread_size = std::max(ConvPlan<S, float>::thread_size, ConvPlan<S, double>::thread_size);
    static constexpr std::size_t shared_size = std::max(ConvPlan<S, float>::shared_size, ConvPlan<S, double>::shared_size);
    static constexpr std::size_t prepared_size = std::max(ConvPlan<S, float>::prepared_size, ConvPlan<S, double>::prepared_size);
};

/// Writes weight (out, in, kh, kw) and bias (out) as the forward pass reads them: Forward::weights_size + out_vector elements.
template <ConvShape S, class T>
void prepare_forward(const Workers<T>& workers, const T* weight, const T* bias, T* prepared) {
    using Plan = ConvPlan<S, T>;
    const auto fill = [&](T* taps) { // (kh, kw, in, out padded)
        if constexpr (Plan::out_vector != S.out_channels) std::fill_n(taps, Plan::weights_size, T{});
        to_pixels<S.out_channels, S.in_channels, S.kernel.area(), PixelLayout{0, Plan::out_vector, S.in_channels * Plan::out_vector}>(weight, taps);
    };
    Plan::Forward::prepare(fill, workers.own(), prepared);
    T* start = prepared + Plan::Forward::weights_size;
    std::fill_n(start, Plan::out_vector, T{});
    std::copy_n(bias, S.out_channels, start);
}

/// weight (out, in, kh, kw) as the input gradient reads it, turned round, in shared memory.
template <ConvShape S, class T>
void prepare_input_gradient(const Workers<T>& workers, const T* weight) {
    using Plan = ConvPlan<S, T>;
    const auto fill = [&](T* taps) { // (kh, kw, out padded, in padded)
        constexpr std::size_t area = S.kernel.area();
        std::fill_n(taps, area * Plan::out_vector * Plan::in_vector, T{});
        for (std::size_t o = 0; o < S.out_channels; ++o) {
            for (std::size_t k = 0; k < area; ++k) {
                for (std::size_t i = 0; i < S.in_channels; ++i) {
                    taps[((area - 1 - k) * Plan::out_vector + o) * Plan::in_vector + i] = weight[(o * S.in_channels + i) * area + k];
                }
            }
        }
    };
    Plan::InputGradient::prepare(fill, workers.own(), workers.shared);
}

/// y (samples, out, h', w') = x (samples, in, h, w), or what their order is in S, convolved with the weight and bias that were prepared. PyTorch equivalent: `F.conv2d`.
template <ConvShape S, class T>
void conv2d(const Workers<T>& workers, std::size_t samples, const T* x, const T* prepared, T* y) {
    using Plan = ConvPlan<S, T>;
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        T* padded = workers.own();
        T* pixels = padded + Plan::x_size;
        std::fill_n(padded, Plan::x_size, T{});
        const auto read = [&](std::size_t n) {
            read_picture<S.order, S.in_channels, S.in.height, S.in.width, Plan::x_layout>(x + n * S.in_channels * S.in.area(), padded);
            return padded;
        };
        const auto write = [&](std::size_t n) {
            write_picture<S.order, S.out_channels, Plan::out.height, Plan::out.width, Plan::y_layout>(pixels,
                                                                                                      y + n * S.out_channels * Plan::out.area());
        };
        Plan::Forward::convolve(begin, end, read, prepared, prepared + Plan::Forward::weights_size, pixels + Plan::y_size, pixels, write);
    });
}

/// Adds to weight_gradient (out, in, kh, kw) and bias_gradient (out); assigns dx (samples, in, h, w) unless it is null.
template <ConvShape S, class T>
void conv2d_backward(const Workers<T>& workers, std::size_t samples, const T* x, const T* weight, const T* dy, T* dx, T* weight_gradient,
                     T* bias_gradient) {
    using Plan = ConvPlan<S, T>;
    if (dx != nullptr) prepare_input_gradient<S>(workers, weight);
    const std::size_t count = workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* gradient = workers.slot(slot);
        T* x_pixels = workers.own();
        T* dy_pixels = x_pixels + Plan::x_size;
        T* dx_pixels = dy_pixels + Plan::dy_size;
        std::fill_n(gradient, Plan::gradient_size, T{});
        std::fill_n(x_pixels, Plan::x_size + Plan::dy_size, T{});
        const auto read = [&](std::size_t n) { // which is all that the weights' gradient needs
            read_picture<S.order, S.in_channels, S.in.height, S.in.width, Plan::x_layout>(x + n * S.in_channels * S.in.area(), x_pixels);
            read_picture<S.order, S.out_channels, Plan::out.height, Plan::out.width, Plan::dy_layout>(dy + n * S.out_channels * Plan::out.area(),
                                                                                                      dy_pixels);
            const T* dy_first = dy_pixels + Plan::dy_layout.origin;
            weight_gradient_picture<Plan::forward, Plan::dy_layout>(x_pixels, dy_first, gradient);
            bias_gradient_picture<Plan::forward, Plan::dy_layout>(dy_first, gradient + Plan::weights_size);
            return dy_pixels;
        };
        const auto write = [&](std::size_t n) {
            write_picture<S.order, S.in_channels, S.in.height, S.in.width, Plan::dx_layout>(dx_pixels, dx + n * S.in_channels * S.in.area());
        };
        if (dx == nullptr) {
            for (std::size_t n = begin; n < end; ++n) read(n);
        } else {
            Plan::InputGradient::convolve(begin, end, read, workers.shared, nullptr, dx_pixels + Plan::dx_size, dx_pixels, write);
        }
    });
    // The weights have served: their place takes the sum, which still has to be put into PyTorch's order.
    std::fill_n(workers.shared, Plan::gradient_size, T{});
    add_slots(workers, count, Plan::gradient_size, workers.shared);
    constexpr std::size_t taps = S.kernel.area();
    const auto unpack = [&](std::size_t o) {
        for (std::size_t i = 0; i < S.in_channels; ++i) {
            for (std::size_t k = 0; k < taps; ++k) {
                weight_gradient[(o * S.in_channels + i) * taps + k] += workers.shared[(k * S.in_channels + i) * Plan::out_vector + o];
            }
        }
        bias_gradient[o] += workers.shared[Plan::weights_size + o];
    };
    parallel_for(S.out_channels, workers.threads, unpack);
}

} // namespace duet::kernels
