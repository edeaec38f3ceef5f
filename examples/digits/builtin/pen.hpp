// The pen: from the knots of a stroke to a line, and from the line to grey pixels.
#pragma once

#include "strokes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace digits {

inline constexpr std::size_t image_side = 28;
inline constexpr std::size_t image_pixels = image_side * image_side;

/// A point of the finished line and the pen's radius there; `lifted` if no ink leads here from the point before.
struct InkPoint {
    double x;
    double y;
    double radius;
    bool lifted;
};
using Ink = std::vector<InkPoint>;

/// Velocity of the pen at knot `i`, per unit of chord length: a mean of the adjoining chords' directions, the shorter one weighing more.
inline Knot velocity(const Stroke& stroke, std::size_t i) {
    const auto direction = [&](std::size_t from) {
        const double dx = stroke[from + 1].x - stroke[from].x;
        const double dy = stroke[from + 1].y - stroke[from].y;
        const double length = std::hypot(dx, dy) + 1e-9;
        return Knot{dx / length, dy / length, false};
    };
    const Knot before = direction(i - 1);
    const Knot after = direction(i);
    const double d0 = std::hypot(stroke[i].x - stroke[i - 1].x, stroke[i].y - stroke[i - 1].y) + 1e-9;
    const double d1 = std::hypot(stroke[i + 1].x - stroke[i].x, stroke[i + 1].y - stroke[i].y) + 1e-9;
    return {(before.x * d1 + after.x * d0) / (d0 + d1), (before.y * d1 + after.y * d0) / (d0 + d1), false};
}

/// Appends a stroke as a fine polyline: cubic Hermite pieces through the knots, with chord-length speed.
inline void trace(const Stroke& stroke, Ink& ink) {
    constexpr int pieces = 7;
    const std::size_t last = stroke.size() - 1;
    ink.push_back({stroke[0].x, stroke[0].y, 0, true});
    for (std::size_t i = 0; i < last; ++i) {
        const Knot& p = stroke[i];
        const Knot& q = stroke[i + 1];
        const double dx = q.x - p.x;
        const double dy = q.y - p.y;
        const double chord = std::hypot(dx, dy) + 1e-9;
        const bool free_start = i == 0 || p.corner;
        const bool free_end = i + 1 == last || q.corner;
        Knot v{dx / chord, dy / chord};
        Knot w = v;
        if (!free_start) v = velocity(stroke, i);
        if (!free_end) w = velocity(stroke, i + 1);
        // A free end continues the bend of its other end: a parabola rather than a straight run.
        if (free_start && !free_end) v = {2 * v.x - w.x, 2 * v.y - w.y};
        if (free_end && !free_start) w = {2 * w.x - v.x, 2 * w.y - v.y};
        for (int k = 1; k <= pieces; ++k) {
            const double t = static_cast<double>(k) / pieces;
            const double h01 = t * t * (3 - 2 * t);
            const double h10 = t * (1 - t) * (1 - t) * chord;
            const double h11 = t * t * (t - 1) * chord;
            ink.push_back({p.x + dx * h01 + v.x * h10 + w.x * h11, p.y + dy * h01 + v.y * h10 + w.y * h11, 0, false});
        }
    }
}

/// Ink in 0..1 of every pixel: how far the pixel's centre lies within the line, over an edge of `softness` pixels.
inline void paint(const Ink& ink, double softness, std::span<float> pixels) {
    constexpr auto side = static_cast<int>(image_side);
    for (std::size_t i = 0; i < ink.size(); ++i) {
        const InkPoint& q = ink[i];
        const InkPoint& p = q.lifted ? q : ink[i - 1];
        const double dx = q.x - p.x;
        const double dy = q.y - p.y;
        const double inverse = 1 / (dx * dx + dy * dy + 1e-12);
        const double reach = std::max(p.radius, q.radius) + softness;
        const int x0 = std::max(0, static_cast<int>(std::floor(std::min(p.x, q.x) - reach)));
        const int x1 = std::min(side - 1, static_cast<int>(std::ceil(std::max(p.x, q.x) + reach)));
        const int y0 = std::max(0, static_cast<int>(std::floor(std::min(p.y, q.y) - reach)));
        const int y1 = std::min(side - 1, static_cast<int>(std::ceil(std::max(p.y, q.y) + reach)));
        for (int y = y0; y <= y1; ++y) {
            for (int x = x0; x <= x1; ++x) {
                const double px = x + 0.5 - p.x;
                const double py = y + 0.5 - p.y;
                const double t = std::clamp((px * dx + py * dy) * inverse, 0.0, 1.0);
                const double ex = px - t * dx;
                const double ey = py - t * dy;
                const double radius = p.radius + t * (q.radius - p.radius);
                const double inside = 0.5 + (radius - std::sqrt(ex * ex + ey * ey)) / softness;
                float& pixel = pixels[static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)];
                pixel = std::max(pixel, static_cast<float>(std::clamp(inside, 0.0, 1.0)));
            }
        }
    }
}

} // namespace digits
