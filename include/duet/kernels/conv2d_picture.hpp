// One convolution pass over pictures, by Winograd's way where it is open, else by definition.
#pragma once

#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/winograd.hpp"

#include <cstddef>
#include <type_traits>

namespace duet::kernels {

/// The sum over the window, as it is written.
template <ConvPass C, class T>
struct ConvByDefinition {
    static constexpr std::size_t weights_size = C.kernel_height * C.kernel_width * C.in_pixel * C.out_channels;
    static constexpr std::size_t scratch_size = 0;

    template <class Read, class Write>
    static void convolve(std::size_t begin, std::size_t end, const Read& read, const T* weights, const T* start, T*, T* y, const Write& write) {
        for (std::size_t n = begin; n < end; ++n) {
            conv_rows<C>(read(n), weights, start, 0, C.height, y);
            write(n);
        }
    }
};

/// The way that a pass goes: `weights_size` and `scratch_size` in elements, and `convolve(begin, end, read, weights, start, scratch, y, write)`: for each
/// picture n, from the padded one that read(n) gives to y (height, width, out), which write(n) takes away; start (out) is null for 0. Pictures may be read
/// before others are written.
template <ConvPass C, class T>
struct ConvPicture : std::conditional_t<winograd_pays<C, T>, Winograd<C, T>, ConvByDefinition<C, T>> {
    static constexpr bool by_winograd = winograd_pays<C, T>;
    /// Elements of the weights as they are defined: (kernel height, kernel width, in, out).
    static constexpr std::size_t taps_size = ConvByDefinition<C, T>::weights_size;

    /// Makes of the weights as they are defined, which `fill(taps)` writes, those that `convolve` reads; `scratch` has room for the former.
    template <class F>
    static void prepare(const F& fill, T* scratch, T* weights) {
        if constexpr (by_winograd) {
            fill(scratch);
            Winograd<C, T>::transform_weights(scratch, weights);
        } else {
            fill(weights);
        }
    }
};

} // namespace duet::kernels
