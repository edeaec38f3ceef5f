// A drawing of any size and place as MNIST has its digits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace digits {

/// `ink`: side x side, row by row from the top, 0 (blank) to 255. Gives (28 x 28) on the same scale: what is drawn fills a box of 20 x 20 in its longer
/// direction, averaged over the area of each pixel, its centre of mass in the middle. Throws duet::Error for a blank drawing and for another size.
/// Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998, section III.A.
std::vector<float> centred(std::span<const std::uint8_t> ink, std::size_t side);

} // namespace digits
