// A picture on its way through augmentation, and where its pixels are fetched from.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace duet::data {

/// A grey picture, row by row, in memory of the caller's: a row of a batch is augmented where it stands. What lies outside is 0. Steps move and
/// average values and hold no scale, so grey levels may reach to 1 or to 255.
template <std::size_t Height, std::size_t Width>
struct BasicPicture {
    static constexpr std::size_t height = Height; ///< pixels
    static constexpr std::size_t width = Width;   ///< pixels
    std::span<float, Height * Width> pixels;      ///< rows * columns, the top row first
};

/// MNIST's.
using Picture = BasicPicture<28, 28>;

/// For each pixel the place in the source that it shows, in pixels: (0, 0) is the middle of the first. Starts with every pixel in its own place.
/// PyTorch equivalent: the grid of `nn.functional.grid_sample` in pixels.
template <std::size_t Height, std::size_t Width>
struct SamplingGrid {
    static constexpr std::size_t height = Height; ///< pixels
    static constexpr std::size_t width = Width;   ///< pixels
    std::array<float, Height * Width> x;          ///< to the right
    std::array<float, Height * Width> y;          ///< downward

    SamplingGrid() {
        for (std::size_t r = 0; r < Height; ++r) {
            for (std::size_t c = 0; c < Width; ++c) {
                x[r * Width + c] = static_cast<float>(c);
                y[r * Width + c] = static_cast<float>(r);
            }
        }
    }
};

/// Shows in each pixel what the grid says, interpolated bilinearly; 0 outside, also where a place is not a number.
/// PyTorch equivalent: `nn.functional.grid_sample(mode="bilinear", padding_mode="zeros", align_corners=True)`.
template <std::size_t Height, std::size_t Width>
void resample(const SamplingGrid<Height, Width>& grid, BasicPicture<Height, Width>& picture) {
    constexpr std::size_t line = Width + 2;
    std::array<float, (Height + 2) * line> bordered{};
    for (std::size_t r = 0; r < Height; ++r) {
        std::copy_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(r * Width), Width,
                    bordered.begin() + static_cast<std::ptrdiff_t>((r + 1) * line + 1));
    }
    constexpr auto right = static_cast<float>(Width);
    constexpr auto bottom = static_cast<float>(Height);
    const float* const source = bordered.data();
    float* const shown = picture.pixels.data();
    for (std::size_t i = 0; i < Height * Width; ++i) {
        // In this order of comparison what is no number becomes the border.
        const float x = 1 + std::min(right, std::max(-1.0F, grid.x[i]));
        const float y = 1 + std::min(bottom, std::max(-1.0F, grid.y[i]));
        const std::int32_t column = std::min(static_cast<std::int32_t>(x), static_cast<std::int32_t>(Width));
        const std::int32_t row = std::min(static_cast<std::int32_t>(y), static_cast<std::int32_t>(Height));
        const float across = x - static_cast<float>(column);
        const float down = y - static_cast<float>(row);
        const float* const corner = source + static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(line) + column;
        const float above = corner[0] + across * (corner[1] - corner[0]);
        const float below = corner[line] + across * (corner[line + 1] - corner[line]);
        shown[i] = above + down * (below - above);
    }
}

} // namespace duet::data
