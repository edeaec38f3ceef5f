// A picture as a text of one letter a value: eight times smaller than numbers, and whoever looks into the file still sees where it is blank.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>

namespace digits {

/// The letters from 0 to 1, equally far apart; the middle one is exactly a half.
inline constexpr char picture_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+";

/// Values in [0, 1], each as the nearest letter.
inline std::string picture_text(std::span<const double> values) {
    constexpr double last = sizeof picture_letters - 2;
    std::string text;
    text.reserve(values.size());
    for (const double value : values) text += picture_letters[std::lround(last * std::clamp(value, 0.0, 1.0))];
    return text;
}

} // namespace digits
