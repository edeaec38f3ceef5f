// From planes (channels, height, width) to pixels (height, width, channels) and back: what the convolutions compute in.
#pragma once

#include <algorithm>
#include <cstddef>

namespace duet::kernels {

/// Where pixel (0, 0) of a picture stands in channels-last memory, and how far its neighbours are, in elements.
struct PixelLayout {
    std::size_t origin;
    std::size_t row;
    std::size_t pixel;
};

/// planes (Channels, Height, Width) -> pixels: element (c, h, w) goes to origin + h * row + w * pixel + c.
template <std::size_t Channels, std::size_t Height, std::size_t Width, PixelLayout L, class T>
void to_pixels(const T* planes, T* pixels) {
    for (std::size_t h = 0; h < Height; ++h) {
        T* row = pixels + L.origin + h * L.row;
        for (std::size_t w = 0; w < Width; ++w) {
            for (std::size_t c = 0; c < Channels; ++c) row[w * L.pixel + c] = planes[(c * Height + h) * Width + w];
        }
    }
}

/// The way back, from pixels that stand close together with `Pixel` elements each.
template <std::size_t Channels, std::size_t Area, std::size_t Pixel, class T>
void to_planes(const T* pixels, T* planes) {
    for (std::size_t c = 0; c < Channels; ++c) {
        for (std::size_t p = 0; p < Area; ++p) planes[c * Area + p] = pixels[p * Pixel + c];
    }
}

} // namespace duet::kernels
