// From planes (channels, height, width) to pixels (height, width, channels) and back: what the convolutions compute in.
#pragma once

#include "duet/kernels/transpose.hpp"

#include <algorithm>
#include <array>
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
    constexpr std::size_t area = Height * Width;
    constexpr std::size_t turned = area < lanes<T> ? 0 : Channels / lanes<T> * lanes<T>; // channels that fill vectors
    const auto place = [](std::size_t p) { return L.origin + p / Width * L.row + p % Width * L.pixel; };
    for (std::size_t c = 0; c < turned; c += lanes<T>) {
        for (std::size_t done = 0; done < area; done += lanes<T>) {
            const std::size_t first = std::min(done, area - lanes<T>); // the last square overlaps the one before
            std::array<Vector<T>, lanes<T>> square;
            unroll<lanes<T>>([&](auto i) { square[i] = Vector<T>::load_unaligned(planes + (c + i) * area + first); });
            transpose<T>(square);
            unroll<lanes<T>>([&](auto i) { square[i].store_unaligned(pixels + place(first + i) + c); });
        }
    }
    if constexpr (turned < Channels) {
        for (std::size_t p = 0; p < area; ++p) {
            for (std::size_t c = turned; c < Channels; ++c) pixels[place(p) + c] = planes[c * area + p];
        }
    }
}

/// The way back. Channels behind the last whole vector are read as a vector too where pixels have room for one.
template <std::size_t Channels, std::size_t Height, std::size_t Width, PixelLayout L, class T>
void to_planes(const T* pixels, T* planes) {
    constexpr std::size_t area = Height * Width;
    constexpr bool roomy = L.pixel >= whole_vectors<T>(Channels);
    constexpr std::size_t turned = area < lanes<T> ? 0 : roomy ? Channels : Channels / lanes<T> * lanes<T>;
    const auto place = [](std::size_t p) { return L.origin + p / Width * L.row + p % Width * L.pixel; };
    for (std::size_t c = 0; c < turned; c += lanes<T>) {
        for (std::size_t done = 0; done < area; done += lanes<T>) {
            const std::size_t first = std::min(done, area - lanes<T>);
            std::array<Vector<T>, lanes<T>> square;
            unroll<lanes<T>>([&](auto i) { square[i] = Vector<T>::load_unaligned(pixels + place(first + i) + c); });
            transpose<T>(square);
            unroll<lanes<T>>([&](auto i) {
                if (c + i < Channels) square[i].store_unaligned(planes + (c + i) * area + first);
            });
        }
    }
    if constexpr (turned < Channels) {
        for (std::size_t c = turned; c < Channels; ++c) {
            for (std::size_t p = 0; p < area; ++p) planes[c * area + p] = pixels[place(p) + c];
        }
    }
}

/// How the pictures of a batch stand: (channels, height, width), as in PyTorch, or (height, width, channels), as sequences do.
enum class PictureOrder { planes, pixels };

/// Brings a picture of a batch to where pixels lie as `L` says.
template <PictureOrder Order, std::size_t Channels, std::size_t Height, std::size_t Width, PixelLayout L, class T>
void read_picture(const T* picture, T* pixels) {
    if constexpr (Order == PictureOrder::planes) {
        to_pixels<Channels, Height, Width, L>(picture, pixels);
    } else {
        for (std::size_t p = 0; p < Height * Width; ++p) {
            std::copy_n(picture + p * Channels, Channels, pixels + L.origin + p / Width * L.row + p % Width * L.pixel);
        }
    }
}

/// The way back.
template <PictureOrder Order, std::size_t Channels, std::size_t Height, std::size_t Width, PixelLayout L, class T>
void write_picture(const T* pixels, T* picture) {
    if constexpr (Order == PictureOrder::planes) {
        to_planes<Channels, Height, Width, L>(pixels, picture);
    } else {
        for (std::size_t p = 0; p < Height * Width; ++p) {
            std::copy_n(pixels + L.origin + p / Width * L.row + p % Width * L.pixel, Channels, picture + p * Channels);
        }
    }
}

} // namespace duet::kernels
