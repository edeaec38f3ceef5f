// One convolution pass over one picture, by Winograd's way where it is open, else by definition.
#pragma once

#include "duet/kernels/conv2d_tiles.hpp"
#include "duet/kernels/winograd.hpp"

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

template <ConvPass C, class T>
struct ConvPicture {
    static constexpr bool by_winograd = winograd_pays<C, T>;

    /// Elements of the weights as they are defined, (kernel height, kernel width, in, out), and as the pass reads them.
    static constexpr std::size_t taps_size = C.kernel_height * C.kernel_width * C.in_pixel * C.out_channels;
    static constexpr std::size_t weights_size = by_winograd ? Winograd<C, T>::weights_size : taps_size;
    static constexpr std::size_t scratch_size = by_winograd ? Winograd<C, T>::scratch_size : 0;

    /// `fill(taps)` writes the weights as they are defined; `scratch` has room for these.
    template <class F>
    static void prepare(const F& fill, T* scratch, T* weights) {
        if constexpr (by_winograd) {
            fill(scratch);
            Winograd<C, T>::transform_weights(scratch, weights);
        } else {
            fill(weights);
        }
    }

    /// y (height, width, out) of a padded picture x; start (out) is null for 0.
    static void convolve(const T* x, const T* weights, const T* start, T* scratch, T* y) {
        if constexpr (by_winograd) {
            Winograd<C, T>::convolve(x, weights, start, scratch, y);
        } else {
            conv_rows<C>(x, weights, start, 0, C.height, y);
        }
    }
};

} // namespace duet::kernels
