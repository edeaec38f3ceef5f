// A picture with a part of it missing.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace duet::data {

/// Paints over a rectangle that lies anywhere inside. Source: Zhong et al. 2020. torchvision equivalent: `transforms.RandomErasing(p=1)`; put it into
/// Sometimes for another probability.
struct RandomErasing {
    double least = 0.02; ///< share of the picture's area
    double most = 0.15;  ///< share of the picture's area
    double aspect = 3;   ///< height over width, at most; 1 / aspect at least. A rectangle that is too long for the picture is cut
    float value = 0;     ///< what is painted, on the picture's own scale

    template <std::size_t Height, std::size_t Width>
    void operator()(BasicPicture<Height, Width>& picture, Random& random) const {
        const double area = random.uniform(least, most) * Height * Width;
        const double ratio = std::exp(random.uniform(-1, 1) * std::log(aspect));
        const std::size_t rows = side(std::sqrt(area * ratio), Height);
        const std::size_t columns = side(std::sqrt(area / ratio), Width);
        const std::size_t top = random.below(Height - rows + 1);
        const std::size_t left = random.below(Width - columns + 1);
        for (std::size_t r = top; r < top + rows; ++r) std::fill_n(&picture.pixels[r * Width + left], columns, value);
    }

private:
    static std::size_t side(double pixels, std::size_t limit) { return std::min(limit, static_cast<std::size_t>(std::lround(pixels))); }
};

} // namespace duet::data
