// Pictures for the tests of augmentation.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/picture.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <boost/test/unit_test.hpp>

namespace pictures {

/// A picture that owns its pixels.
struct Drawing {
    std::array<float, 784> pixels{};

    template <class Step>
    void apply(const Step& step, std::uint64_t row) {
        duet::Random random(7, row);
        duet::data::Picture picture{pixels};
        step(picture, random);
    }

    [[nodiscard]] double ink() const {
        double sum = 0;
        for (const float v : pixels) sum += static_cast<double>(v);
        return sum;
    }
    /// The centre of the ink, in pixels to the right of the first column and below the first row.
    [[nodiscard]] std::array<double, 2> centre() const {
        double x = 0;
        double y = 0;
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            x += static_cast<double>(pixels[i]) * static_cast<double>(i % 28);
            y += static_cast<double>(pixels[i]) * static_cast<double>(i / 28);
        }
        return {x / ink(), y / ink()};
    }
    bool operator==(const Drawing&) const = default;
};

/// A thick seven, well inside.
inline Drawing seven() {
    Drawing drawing;
    for (std::size_t c = 8; c < 20; ++c) drawing.pixels[7 * 28 + c] = drawing.pixels[8 * 28 + c] = 1;
    for (std::size_t r = 9; r < 21; ++r) {
        const std::size_t c = 18 - (r - 9) / 2;
        drawing.pixels[r * 28 + c - 1] = drawing.pixels[r * 28 + c] = 1;
        drawing.pixels[r * 28 + c + 1] = 0.5F;
    }
    return drawing;
}

/// Whatever a step does, it does it again from the same numbers, finds nothing in an empty picture, and averages or erases ink at most.
template <class Step>
void check(const Step& step) {
    std::size_t different = 0;
    for (std::uint64_t row = 0; row < 100; ++row) {
        Drawing first = seven();
        Drawing second = seven();
        first.apply(step, row);
        second.apply(step, row);
        BOOST_TEST((first == second));
        different += first == seven() ? 0 : 1;
        for (const float v : first.pixels) BOOST_REQUIRE((v >= -1e-6F && v <= 1 + 1e-6F)); // false of NaN, too
        Drawing empty;
        empty.apply(step, row);
        BOOST_TEST(empty.ink() == 0.0);
    }
    BOOST_TEST(different > 90U);
}

} // namespace pictures
