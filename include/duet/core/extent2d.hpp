// A height and a width, as a template argument.
#pragma once

#include <cstddef>

namespace duet {

/// Of a kernel, a window or a step: `Conv2d<32, 5>` is square, `Conv2d<32, Extent2d{3, 5}>` is 3 high and 5 wide.
struct Extent2d {
    std::size_t height; ///< rows
    std::size_t width;  ///< columns

    /// A square.
    constexpr Extent2d(std::size_t both) : height(both), width(both) {}       // NOLINT(google-explicit-constructor)
    constexpr Extent2d(std::size_t h, std::size_t w) : height(h), width(w) {} ///< rows, columns
    constexpr bool operator==(const Extent2d&) const = default;
    [[nodiscard]] constexpr std::size_t area() const { return height * width; } ///< elements
};

} // namespace duet
