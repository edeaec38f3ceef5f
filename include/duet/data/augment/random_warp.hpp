// A picture turned, slanted, moved, stretched and bent, in one resampling.
#pragma once

#include "duet/core/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace duet::data {

/// A picture of 28 by 28 pixels, row after row, on its way through augmentation. Values of any scale; 0 is background.
struct Picture {
    static constexpr std::size_t side = 28;
    std::array<float, side * side> pixels{};
};

/// A random affine map and a random smooth displacement, sampled bilinearly once; beyond the edge is background. Ranges are uniform, both ways.
/// torchvision equivalent: `RandomAffine(rotation, (shift/28, shift/28), scale, shear)`, then `ElasticTransform`.
/// Source of the bending: Simard, Steinkraus and Platt, "Best practices for convolutional neural networks", ICDAR 2003; here its field is a cubic
/// B-spline over a coarse grid of normal displacements.
struct RandomWarp {
    double rotation = 12; ///< degrees
    double scale = 0.12;  ///< of the logarithm, each axis for itself
    double shear = 0.15;  ///< columns a row
    double shift = 2;     ///< pixels
    double bend = 1.6;    ///< pixels, standard deviation at a grid point

    void operator()(Picture& picture, Random& random) const {
        constexpr std::size_t side = Picture::side;
        const double angle = random.uniform(-rotation, rotation) * std::numbers::pi / 180;
        const double wide = std::exp(random.uniform(-scale, scale));
        const double high = std::exp(random.uniform(-scale, scale));
        const double slant = random.uniform(-shear, shear);
        const double across = random.uniform(-shift, shift);
        const double down = random.uniform(-shift, shift);
        // From where each pixel comes: x = a u + b v, y = c u + d v about the middle.
        const double a = std::cos(angle) * wide;
        const double b = (slant * std::cos(angle) - std::sin(angle)) * high;
        const double c = std::sin(angle) * wide;
        const double d = (slant * std::sin(angle) + std::cos(angle)) * high;
        Grid x_bend{};
        Grid y_bend{};
        if (bend > 0) {
            for (float& v : x_bend) v = static_cast<float>(bend * random.normal());
            for (float& v : y_bend) v = static_cast<float>(bend * random.normal());
        }
        const std::array<float, side * side> before = picture.pixels;
        constexpr double middle = (side - 1) / 2.0;
        for (std::size_t row = 0; row < side; ++row) {
            const Grid::value_type* const rows = splines()[row].weights.data();
            std::array<float, points> x_line{}; // the grid at this row
            std::array<float, points> y_line{};
            for (std::size_t k = 0; k < 4; ++k) {
                for (std::size_t g = 0; g < points; ++g) {
                    x_line[g] += rows[k] * x_bend[(splines()[row].first + k) * points + g];
                    y_line[g] += rows[k] * y_bend[(splines()[row].first + k) * points + g];
                }
            }
            const double v = static_cast<double>(row) - middle;
            for (std::size_t column = 0; column < side; ++column) {
                const double u = static_cast<double>(column) - middle;
                const Spline& spline = splines()[column];
                float x = static_cast<float>(a * u + b * v + middle + across);
                float y = static_cast<float>(c * u + d * v + middle + down);
                for (std::size_t k = 0; k < 4; ++k) {
                    x += spline.weights[k] * x_line[spline.first + k];
                    y += spline.weights[k] * y_line[spline.first + k];
                }
                picture.pixels[row * side + column] = sample(before, x, y);
            }
        }
    }

private:
    static constexpr std::size_t points = 7; // of the grid, each way: 5 pixels apart, one beyond each edge
    using Grid = std::array<float, points * points>;

    /// Four weights on grid points first .. first + 3.
    struct Spline {
        std::size_t first = 0;
        std::array<float, 4> weights{};
    };

    static const std::array<Spline, Picture::side>& splines() {
        static const auto all = [] {
            std::array<Spline, Picture::side> made{};
            for (std::size_t i = 0; i < made.size(); ++i) {
                const double place = static_cast<double>(i) / (Picture::side - 1) * (points - 3 - 1e-9);
                const auto t = static_cast<float>(place - std::floor(place));
                made[i].first = static_cast<std::size_t>(place);
                made[i].weights = {(1 - t) * (1 - t) * (1 - t) / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6,
                                   t * t * t / 6};
            }
            return made;
        }();
        return all;
    }

    static float sample(const std::array<float, Picture::side * Picture::side>& from, float x, float y) {
        constexpr auto side = static_cast<float>(Picture::side);
        if (!(x > -1 && y > -1 && x < side && y < side)) return 0;
        const float left = std::floor(x);
        const float top = std::floor(y);
        const float s = x - left;
        const float t = y - top;
        const auto pixel = [&](float column, float row) {
            if (column < 0 || row < 0 || column >= side || row >= side) return 0.0F;
            return from[static_cast<std::size_t>(row) * Picture::side + static_cast<std::size_t>(column)];
        };
        return (1 - t) * ((1 - s) * pixel(left, top) + s * pixel(left + 1, top)) +
               t * ((1 - s) * pixel(left, top + 1) + s * pixel(left + 1, top + 1));
    }
};

/// A rectangle becomes background. torchvision equivalent: `RandomErasing(p=1, value=0)`, with sides instead of areas.
struct RandomErasing {
    std::size_t least = 4; ///< pixels of a side
    std::size_t most = 10; ///< at most 28

    void operator()(Picture& picture, Random& random) const {
        const std::size_t width = least + random.below(most - least + 1);
        const std::size_t height = least + random.below(most - least + 1);
        const std::size_t left = random.below(Picture::side - width + 1);
        const std::size_t top = random.below(Picture::side - height + 1);
        for (std::size_t row = top; row < top + height; ++row) {
            std::fill_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(row * Picture::side + left), width, 0.0F);
        }
    }
};

} // namespace duet::data
