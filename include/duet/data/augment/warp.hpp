// Pictures bent: turned, stretched, slanted, moved, and as an unsteady hand would write them.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/compose.hpp"
#include "duet/data/augment/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace duet::data {

/// Steps on a sampling grid, one after another, and then the picture is resampled once: each resampling would blur it further.
/// `Warp(RandomAffine{}, Sometimes(0.5, ElasticTransform{}))`
template <class... Steps>
struct Warp {
    Compose<Steps...> steps; ///< on the grid

    Warp() = default;
    explicit Warp(Steps... list) : steps(list...) {} ///< as in `Warp(RandomAffine{})`

    template <std::size_t Height, std::size_t Width>
    void operator()(BasicPicture<Height, Width>& picture, Random& random) const {
        SamplingGrid<Height, Width> grid;
        steps(grid, random);
        resample(grid, picture);
    }
};

/// Turned, scaled in each direction for itself, slanted and moved, about the middle; each drawn uniformly from a range about nothing.
/// A step of a sampling grid, for Warp. torchvision equivalent: `transforms.RandomAffine`, whose scale is one for both directions.
struct RandomAffine {
    double degrees = 12; ///< of rotation, either way
    double scale = 1.15; ///< factor of width and of height, at most; 1 / scale at least
    double shear = 10;   ///< degrees of slant, either way
    double shift = 2;    ///< pixels across and down, either way

    template <std::size_t Height, std::size_t Width>
    void operator()(SamplingGrid<Height, Width>& grid, Random& random) const {
        constexpr double radians = std::numbers::pi / 180;
        const double angle = radians * random.uniform(-degrees, degrees);
        const double wider = std::exp(random.uniform(-1, 1) * std::log(scale));
        const double higher = std::exp(random.uniform(-1, 1) * std::log(scale));
        const double slant = std::tan(radians * random.uniform(-shear, shear));
        const double across = random.uniform(-shift, shift);
        const double down = random.uniform(-shift, shift);
        // From a shown pixel back to its source: unmoved, unturned, upright, unscaled.
        const double xx = (std::cos(angle) + slant * std::sin(angle)) / wider;
        const double xy = (std::sin(angle) - slant * std::cos(angle)) / wider;
        const double yx = -std::sin(angle) / higher;
        const double yy = std::cos(angle) / higher;
        const double middle_x = 0.5 * (Width - 1.0);
        const double middle_y = 0.5 * (Height - 1.0);
        const auto at_x = static_cast<float>(middle_x - xx * (middle_x + across) - xy * (middle_y + down));
        const auto at_y = static_cast<float>(middle_y - yx * (middle_x + across) - yy * (middle_y + down));
        const std::array<float, 4> m{static_cast<float>(xx), static_cast<float>(xy), static_cast<float>(yx), static_cast<float>(yy)};
        for (std::size_t i = 0; i < Height * Width; ++i) {
            const float x = grid.x[i];
            const float y = grid.y[i];
            grid.x[i] = m[0] * x + m[1] * y + at_x;
            grid.y[i] = m[2] * x + m[3] * y + at_y;
        }
    }
};

/// Every pixel is fetched from a little beside its place: a smooth random field of displacements, here cubic B-splines on a lattice that lies
/// anywhere, which smooth as a Gaussian of 0.58 of their spacing does. A step of a sampling grid, for Warp.
/// Source: Simard, Steinkraus and Platt 2003, whose sigma = 4, alpha = 34 are a spacing of 7 and a displacement of 1.4.
/// torchvision equivalent: `transforms.ElasticTransform`.
struct ElasticTransform {
    double displacement = 1.2; ///< pixels, root mean square in each direction, at most: drawn from 0 up to it
    double spacing = 7;        ///< pixels between the lattice's points, at least 1

    template <std::size_t Height, std::size_t Width>
    void operator()(SamplingGrid<Height, Width>& grid, Random& random) const {
        // Of uniform numbers in [-1, 1) (variance 1/3), each direction's spline keeps 151/315 of the variance on average.
        const double strength = random.uniform(0, displacement) * std::numbers::sqrt3 * 315 / 151;
        const double step = 1 / std::max(spacing, 1.0);
        const Splines<Width> across(random.uniform(), step);
        const Splines<Height> down(random.uniform(), step);
        for (auto* places : {&grid.x, &grid.y}) {
            std::array<std::array<float, Width>, 4> bands; // the last four, by number modulo 4
            std::size_t ready = 0;
            const auto make_band = [&] {
                std::array<float, Width + 4> points;
                for (std::size_t p = 0; p < across.points(); ++p) {
                    points[p] = (static_cast<float>(random()) * 0x1p-31F - 1) * static_cast<float>(strength);
                }
                auto& band = bands[ready % 4];
                for (std::size_t c = 0; c < Width; ++c) {
                    const float* point = points.data() + across.first[c];
                    const auto& w = across.weights[c];
                    band[c] = w[0] * point[0] + w[1] * point[1] + w[2] * point[2] + w[3] * point[3];
                }
                ++ready;
            };
            for (std::size_t r = 0; r < Height; ++r) {
                const std::size_t first = down.first[r];
                while (ready < first + 4) make_band(); // NOLINT(bugprone-infinite-loop): it counts `ready`
                const auto& w = down.weights[r];
                const auto& b0 = bands[first % 4];
                const auto& b1 = bands[(first + 1) % 4];
                const auto& b2 = bands[(first + 2) % 4];
                const auto& b3 = bands[(first + 3) % 4];
                float* const row = places->data() + r * Width;
                for (std::size_t c = 0; c < Width; ++c) row[c] += w[0] * b0[c] + w[1] * b1[c] + w[2] * b2[c] + w[3] * b3[c];
            }
        }
    }

private:
    /// For each of `Count` pixels the first of the four lattice points about it, and their weights.
    template <std::size_t Count>
    struct Splines {
        std::array<std::size_t, Count> first;
        std::array<std::array<float, 4>, Count> weights;

        Splines(double offset, double step) {
            for (std::size_t i = 0; i < Count; ++i) {
                const double place = offset + static_cast<double>(i) * step;
                first[i] = static_cast<std::size_t>(place);
                const double t = place - std::floor(place);
                const double u = 1 - t;
                weights[i] = {static_cast<float>(u * u * u / 6), static_cast<float>(2.0 / 3 - t * t * (2 - t) / 2),
                              static_cast<float>(2.0 / 3 - u * u * (2 - u) / 2), static_cast<float>(t * t * t / 6)};
            }
        }
        [[nodiscard]] std::size_t points() const { return first[Count - 1] + 4; }
    };
};

} // namespace duet::data
