// The colours of ten classes, and of a heat map.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace digits {

/// 0xRRGGBB of ten classes, told apart by colour-blind readers too: seven colours of Okabe and Ito, "Color Universal Design", 2008
/// (their yellow a little darker, to stand out from white), with near-black, wine and grey.
inline constexpr std::array<std::uint32_t, 10> class_colours{0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x222222,
                                                             0xd55e00, 0x56b4e9, 0xe0cc1a, 0x882255, 0x999999};

/// A value in [-1, 1] as 0xRRGGBB: violet below zero, white at zero, brown above; five points of ColorBrewer's "PuOr", joined by straight lines.
constexpr std::uint32_t diverging_colour(double value) {
    constexpr std::array<std::uint32_t, 5> points{0x542788, 0x998ec3, 0xffffff, 0xf1a340, 0xb35806};
    const double position = (std::clamp(value, -1.0, 1.0) + 1.0) * 0.5 * (points.size() - 1);
    const std::size_t left = std::min(static_cast<std::size_t>(position), points.size() - 2);
    const double weight = position - static_cast<double>(left);
    std::uint32_t colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double a = (points[left] >> shift) & 0xff;
        const double b = (points[left + 1] >> shift) & 0xff;
        colour |= static_cast<std::uint32_t>(std::lround(a + (b - a) * weight)) << shift;
    }
    return colour;
}

} // namespace digits
