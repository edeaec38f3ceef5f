// Draws digits that look handwritten, in the manner of MNIST: white on black, about 20 pixels large, centred by mass in 28x28.
#pragma once

#include "pen.hpp"
#include "strokes.hpp"

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace digits {
namespace detail {

inline constexpr double digit_side = 20; // pixels, as in MNIST

inline const Style& choose_style(const std::vector<Style>& styles, duet::Random& random) {
    double total = 0;
    for (const Style& style : styles) total += style.weight;
    double left = random.uniform() * total;
    for (const Style& style : styles) {
        left -= style.weight;
        if (left < 0) return style;
    }
    return styles.back();
}

/// Moves every knot a little, as no two digits of a hand are alike.
inline Stroke jittered(Stroke stroke, double amount, duet::Random& random) {
    for (Knot& knot : stroke) {
        knot.x += amount * random.normal();
        knot.y += amount * random.normal();
    }
    // The pen is set down late or lifted early: ends vary more than what lies between.
    for (Knot* end : {&stroke.front(), &stroke.back()}) {
        end->x += amount * random.normal();
        end->y += amount * random.normal();
    }
    return stroke;
}

/// Slant, aspect, rotation, and a smooth bend: two random waves along each axis.
inline void bend(Ink& ink, bool is_one, duet::Random& random) {
    const double slant = 0.17 + 0.24 * random.normal();
    const double aspect = std::exp(0.17 * random.normal()) * (is_one ? 0.8 : 0.92);
    const double angle = (is_one ? 0.14 : 0.1) * random.normal();
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    struct Wave {
        double amplitude, fx, fy, phase;
    };
    const auto wave = [&] {
        return Wave{0.032 * random.normal(), random.uniform(-6, 6), random.uniform(-6, 6), random.uniform(0, 2 * std::numbers::pi)};
    };
    const Wave waves[4] = {wave(), wave(), wave(), wave()};
    const auto at = [](const Wave& w, double x, double y) { return w.amplitude * std::sin(w.fx * x + w.fy * y + w.phase); };
    // A hand writes the upper half larger than the lower one, or the other way round.
    const double balance = 0.3 * random.normal();
    for (InkPoint& p : ink) {
        double y = p.y - 0.5;
        double x = (p.x - 0.5) * aspect * (1 - balance * y);
        y += 0.5 * balance * (y * y - 0.25);
        const double bx = x + at(waves[0], x, y) + at(waves[1], x, y);
        const double by = y + at(waves[2], x, y) + at(waves[3], x, y);
        x = bx - slant * by;
        p.x = c * x - s * by;
        p.y = s * x + c * by;
    }
}

/// Scales the ink to the digit's side in pixels, sets the pen's radius along the line, and puts the centre of mass at the image's centre.
inline void place(Ink& ink, duet::Random& random) {
    double left = 1e9;
    double right = -1e9;
    double top = 1e9;
    double bottom = -1e9;
    for (const InkPoint& p : ink) {
        left = std::min(left, p.x);
        right = std::max(right, p.x);
        top = std::min(top, p.y);
        bottom = std::max(bottom, p.y);
    }
    const double radius = std::clamp(1.3 * std::exp(0.33 * random.normal()), 0.6, 2.8);
    const double side = digit_side * random.uniform(0.93, 1.02);
    const double scale = (side - 2 * radius) / std::max({right - left, bottom - top, 0.2});

    // Pressure: a slow wave along the line.
    const double swing = 0.18 * random.uniform();
    const double rate = random.uniform(0.05, 0.25);
    double phase = random.uniform(0, 2 * std::numbers::pi);
    double mass = 0;
    double mean_x = 0;
    double mean_y = 0;
    for (std::size_t i = 0; i < ink.size(); ++i) {
        InkPoint& p = ink[i];
        p.x *= scale;
        p.y *= scale;
        p.radius = radius * (1 + swing * std::sin(phase += rate));
        const double length = p.lifted ? 0.5 : std::hypot(p.x - ink[i - 1].x, p.y - ink[i - 1].y);
        mass += length;
        mean_x += length * p.x;
        mean_y += length * p.y;
    }
    const double shift_x = 0.5 * image_side - mean_x / mass + 0.45 * random.normal();
    const double shift_y = 0.5 * image_side - mean_y / mass + 0.45 * random.normal();
    for (InkPoint& p : ink) {
        p.x += shift_x;
        p.y += shift_y;
    }
}

} // namespace detail

/// Draws `digit` (0..9) into 784 values, row-major 28x28, whole numbers from 0 (paper) to 255 (ink).
/// The image is a function of the digit and of what `random` yields. Throws duet::Error for another digit or size.
inline void draw_digit(int digit, duet::Random& random, std::span<float> image) {
    if (digit < 0 || digit > 9) throw duet::Error("draw_digit: " + std::to_string(digit) + " is not a digit, expected 0..9");
    if (image.size() != image_pixels) throw duet::Error("draw_digit: the image holds " + std::to_string(image.size()) + " values, expected 784");

    const Style& style = detail::choose_style(styles()[static_cast<std::size_t>(digit)], random);
    const double jitter = 0.032 * std::exp(0.4 * random.normal());
    Ink ink;
    ink.reserve(128);
    for (const Stroke& stroke : style.strokes) trace(detail::jittered(stroke, jitter, random), ink);
    detail::bend(ink, digit == 1, random);
    detail::place(ink, random);

    std::fill(image.begin(), image.end(), 0.0F);
    paint(ink, random.uniform(1.0, 1.7), image);

    const double contrast = random.uniform(0.92, 1.4);
    const double grain = 0.08 * random.uniform();
    for (float& pixel : image) {
        if (pixel == 0) continue; // the paper is clean, as in MNIST
        const double value = static_cast<double>(pixel) * contrast + grain * random.normal();
        pixel = static_cast<float>(std::round(255 * std::clamp(value, 0.0, 1.0)));
    }
}

} // namespace digits
