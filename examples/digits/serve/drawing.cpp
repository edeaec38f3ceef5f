#include "digits/serve/drawing.hpp"

#include "duet/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace digits {

namespace {

constexpr std::size_t picture_side = 28;
constexpr std::size_t box_side = 20;
constexpr std::uint8_t faintest = 32; // less is the rim of a stroke, and no reason for a larger box

/// From `first` to before `last`.
struct Extent {
    std::size_t first = 0, last = 0;
    void include(std::size_t place) {
        if (last == 0) first = place;
        first = std::min(first, place);
        last = std::max(last, place + 1);
    }
    [[nodiscard]] std::size_t length() const { return last - first; }
};

/// How much of [place, place + 1) lies in [low, high).
double overlap(std::size_t place, double low, double high) {
    const auto start = static_cast<double>(place);
    return std::max(0.0, std::min(start + 1, high) - std::max(start, low));
}

/// The part of a drawing that is drawn on, averaged down or up to columns x rows.
struct Box {
    std::size_t columns, rows;
    std::vector<double> ink;
};

Box shrunk(std::span<const std::uint8_t> ink, std::size_t side, Extent across, Extent down) {
    const std::size_t longer = std::max(across.length(), down.length());
    const auto scaled = [&](std::size_t length) { return std::max<std::size_t>(1, (length * box_side + longer / 2) / longer); };
    Box box{scaled(across.length()), scaled(down.length()), {}};
    const double width = static_cast<double>(across.length()) / static_cast<double>(box.columns);
    const double height = static_cast<double>(down.length()) / static_cast<double>(box.rows);
    for (std::size_t row = 0; row < box.rows; ++row) {
        const double top = static_cast<double>(down.first) + height * static_cast<double>(row);
        for (std::size_t column = 0; column < box.columns; ++column) {
            const double left = static_cast<double>(across.first) + width * static_cast<double>(column);
            double sum = 0;
            for (auto y = static_cast<std::size_t>(top); y < down.last && static_cast<double>(y) < top + height; ++y) {
                for (auto x = static_cast<std::size_t>(left); x < across.last && static_cast<double>(x) < left + width; ++x)
                    sum += ink[y * side + x] * overlap(y, top, top + height) * overlap(x, left, left + width);
            }
            box.ink.push_back(sum / (width * height));
        }
    }
    return box;
}

/// Where a box begins whose `centre` is to lie in the middle of the picture, without leaving it.
std::size_t begin_of(double centre, std::size_t length) {
    const long begin = std::lround(picture_side / 2.0 - centre);
    return static_cast<std::size_t>(std::clamp(begin, 0L, static_cast<long>(picture_side - length)));
}

} // namespace

std::vector<float> centred(std::span<const std::uint8_t> ink, std::size_t side) {
    if (side == 0 || ink.size() != side * side) {
        throw duet::Error("the drawing has " + std::to_string(ink.size()) + " values; expected " + std::to_string(side) + " x " +
                          std::to_string(side));
    }
    Extent across, down;
    for (std::size_t i = 0; i < ink.size(); ++i) {
        if (ink[i] < faintest) continue;
        across.include(i % side);
        down.include(i / side);
    }
    if (across.last == 0) throw duet::Error("the drawing is blank; expected a digit");
    const Box box = shrunk(ink, side, across, down);
    double mass = 0, moment_across = 0, moment_down = 0;
    for (std::size_t i = 0; i < box.ink.size(); ++i) {
        mass += box.ink[i];
        moment_across += box.ink[i] * (static_cast<double>(i % box.columns) + 0.5);
        moment_down += box.ink[i] * (static_cast<double>(i / box.columns) + 0.5);
    }
    const std::size_t left = begin_of(moment_across / mass, box.columns);
    const std::size_t top = begin_of(moment_down / mass, box.rows);
    std::vector<float> picture(picture_side * picture_side, 0.0F);
    for (std::size_t i = 0; i < box.ink.size(); ++i)
        picture[(top + i / box.columns) * picture_side + left + i % box.columns] = static_cast<float>(box.ink[i]);
    return picture;
}

} // namespace digits
