// Two-dimensional convolution without im2col: each picture is turned to channels-last with a border of zeros, summed in registers
// (conv2d_tiles.hpp) and turned back. The input gradient is the same convolution with the kernel turned round, over dy with zeros in the strides.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/workers.hpp"
#include "duet/kernels/channels_last.hpp"
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

    // One slot: the weight and bias gradient of its samples, then packed weights (used in slot 0 alone, by all), then the pictures.
    static constexpr std::size_t gradient_size = S.kernel.area() * S.in_channels * out_vector + out_vector;
    static constexpr std::size_t packed_bias = S.kernel.area() * S.in_channels * out_vector; // of forward, behind the weights
    static constexpr std::size_t packed_forward_size = round_up_to_block(gradient_size);
    static constexpr std::size_t packed_size = std::max(gradient_size, S.kernel.area() * out_vector * in_vector);
    static constexpr std::size_t x_size = round_up_to_block(x.height * x_row);
    static constexpr std::size_t y_size = round_up_to_block(out.area() * out_vector);
    static constexpr std::size_t dy_size = round_up_to_block(dy.height * dy_row);
    static constexpr std::size_t dx_size = round_up_to_block(S.in.area() * in_vector);
    static constexpr std::size_t packed = round_up_to_block(gradient_size);
    static constexpr std::size_t pictures = packed + round_up_to_block(packed_size);
    static constexpr std::size_t slot_size = pictures + x_size + std::max(y_size, dy_size + dx_size);
};

/// Elements of slot scratch that the convolution takes, whatever the type.
template <ConvShape S>
inline constexpr std::size_t conv_slot_size = std::max(ConvPlan<S, float>::slot_size, ConvPlan<S, double>::slot_size);

/// weight (out, in, kh, kw) -> (kh, kw, in, out padded by zeros), then the bias, padded likewise.
template <ConvShape S, class T>
void pack_forward(const T* weight, const T* bias, T* packed) {
    using Plan = ConvPlan<S, T>;
    std::fill_n(packed, Plan::gradient_size, T{});
    constexpr std::size_t taps = S.kernel.area();
    to_pixels<S.out_channels, S.in_channels, taps, PixelLayout{0, Plan::out_vector, S.in_channels * Plan::out_vector}>(weight, packed);
    std::copy_n(bias, S.out_channels, packed + taps * S.in_channels * Plan::out_vector);
}

/// weight (out, in, kh, kw) -> (kh, kw, both turned round, out padded, in padded).
template <ConvShape S, class T>
void pack_input_gradient(const T* weight, T* packed) {
    using Plan = ConvPlan<S, T>;
    constexpr std::size_t taps = S.kernel.area();
    std::fill_n(packed, taps * Plan::out_vector * Plan::in_vector, T{});
    for (std::size_t o = 0; o < S.out_channels; ++o) {
        for (std::size_t k = 0; k < taps; ++k) {
            for (std::size_t i = 0; i < S.in_channels; ++i) {
                packed[((taps - 1 - k) * Plan::out_vector + o) * Plan::in_vector + i] = weight[(o * S.in_channels + i) * taps + k];
            }
        }
    }
}

/// y (samples, out, h', w') = x (samples, in, h, w) convolved with weight (out, in, kh, kw) + bias (out). PyTorch equivalent: `F.conv2d`.
template <ConvShape S, class T>
void conv2d(const Workers<T>& workers, std::size_t samples, const T* x, const T* weight, const T* bias, T* y) {
    using Plan = ConvPlan<S, T>;
    const T* packed = workers.slot(0) + Plan::packed;
    pack_forward<S>(weight, bias, workers.slot(0) + Plan::packed);
    workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* padded = workers.slot(slot) + Plan::pictures;
        T* pixels = padded + Plan::x_size;
        std::fill_n(padded, Plan::x_size, T{});
        for (std::size_t n = begin; n < end; ++n) {
            to_pixels<S.in_channels, S.in.height, S.in.width, Plan::x_layout>(x + n * S.in_channels * S.in.area(), padded);
            conv_rows<Plan::forward>(padded, packed, packed + S.kernel.area() * S.in_channels * Plan::out_vector, 0, Plan::out.height, pixels);
            to_planes<S.out_channels, Plan::out.height, Plan::out.width, Plan::y_layout>(pixels, y + n * S.out_channels * Plan::out.area());
        }
    });
}

/// Adds to weight_gradient (out, in, kh, kw) and bias_gradient (out); assigns dx (samples, in, h, w) unless it is null.
template <ConvShape S, class T>
void conv2d_backward(const Workers<T>& workers, std::size_t samples, const T* x, const T* weight, const T* dy, T* dx, T* weight_gradient,
                     T* bias_gradient) {
    using Plan = ConvPlan<S, T>;
    constexpr std::size_t weights = S.kernel.area() * S.in_channels * Plan::out_vector;
    T* packed = workers.slot(0) + Plan::packed;
    if (dx != nullptr) pack_input_gradient<S>(weight, packed);
    const std::size_t count = workers.for_slots(samples, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* gradient = workers.slot(slot);
        T* x_pixels = gradient + Plan::pictures;
        T* dy_pixels = x_pixels + Plan::x_size;
        T* dx_pixels = dy_pixels + Plan::dy_size;
        std::fill_n(gradient, Plan::gradient_size, T{});
        std::fill_n(x_pixels, Plan::x_size + Plan::dy_size, T{});
        for (std::size_t n = begin; n < end; ++n) {
            to_pixels<S.in_channels, S.in.height, S.in.width, Plan::x_layout>(x + n * S.in_channels * S.in.area(), x_pixels);
            to_pixels<S.out_channels, Plan::out.height, Plan::out.width, Plan::dy_layout>(dy + n * S.out_channels * Plan::out.area(), dy_pixels);
            const T* dy_first = dy_pixels + Plan::dy_layout.origin;
            weight_gradient_picture<Plan::forward, Plan::dy_layout>(x_pixels, dy_first, gradient);
            bias_gradient_picture<Plan::forward, Plan::dy_layout>(dy_first, gradient + weights);
            if (dx == nullptr) continue;
            conv_rows<Plan::input_gradient>(dy_pixels, packed, static_cast<const T*>(nullptr), 0, S.in.height, dx_pixels);
            to_planes<S.in_channels, S.in.height, S.in.width, Plan::dx_layout>(dx_pixels, dx + n * S.in_channels * S.in.area());
        }
    });
    // The packed weights have served: their place takes the sum, which still has to be put into PyTorch's order.
    std::fill_n(packed, Plan::gradient_size, T{});
    add_slots(workers, count, Plan::gradient_size, packed);
    constexpr std::size_t taps = S.kernel.area();
    const auto unpack = [&](std::size_t o) {
        for (std::size_t i = 0; i < S.in_channels; ++i) {
            for (std::size_t k = 0; k < taps; ++k) {
                weight_gradient[(o * S.in_channels + i) * taps + k] += packed[(k * S.in_channels + i) * Plan::out_vector + o];
            }
        }
        bias_gradient[o] += packed[weights + o];
    };
    parallel_for(S.out_channels, workers.threads, unpack);
}

} // namespace duet::kernels
