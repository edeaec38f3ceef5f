// What the pooling layers share: windows on a picture.
#pragma once

#include "duet/kernels/pool2d.hpp"
#include "duet/layers/layer.hpp"

namespace duet {

/// Windows on a picture of shape `In`. MaxPool2dLayer and AvgPool2dLayer add what is done with each.
template <class In, Extent2d Window, Extent2d Stride>
struct Pool2dLayer : LayerDefaults {
    static constexpr kernels::PoolShape shape{{In::extents[1], In::extents[2]}, Window, Stride};
    using Input = In;
    using Output = Shape<In::extents[0], shape.out().height, shape.out().width>;

    static constexpr std::size_t planes(std::size_t samples) { return samples * In::extents[0]; }
};

/// Whether `In` is a picture that the windows cover to its edges.
template <class In, Extent2d Window, Extent2d Stride>
consteval bool windows_cover() {
    if constexpr (is_shape<In>) {
        if constexpr (In::rank == 3) {
            constexpr std::size_t height = In::extents[1];
            constexpr std::size_t width = In::extents[2];
            return height >= Window.height && width >= Window.width && (height - Window.height) % Stride.height == 0 &&
                   (width - Window.width) % Stride.width == 0;
        }
    }
    return false;
}

} // namespace duet
