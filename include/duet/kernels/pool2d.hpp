// How windows lie on a picture, for the pooling kernels.
#pragma once

#include "duet/core/extent2d.hpp"

#include <cstddef>

namespace duet::kernels {

/// Windows on one plane (one channel of one sample). They may overlap, or leave gaps.
struct PoolShape {
    Extent2d in;
    Extent2d window;
    Extent2d stride;

    [[nodiscard]] constexpr Extent2d out() const {
        return {(in.height - window.height) / stride.height + 1, (in.width - window.width) / stride.width + 1};
    }
    /// Where element `tap` of the window of output (row, column) stands in the plane.
    [[nodiscard]] constexpr std::size_t element(std::size_t row, std::size_t column, std::size_t tap) const {
        return (row * stride.height + tap / window.width) * in.width + column * stride.width + tap % window.width;
    }
};

} // namespace duet::kernels
