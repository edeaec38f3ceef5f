// Numbers as people read them.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <system_error>

namespace digits {

/// `value` with `decimals` digits after the point: fixed(0.98425, 3) is "0.984".
inline std::string fixed(double value, int decimals) {
    char text[400]; // the largest double has 309 digits before its point
    const auto result = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
    return result.ec == std::errc{} ? std::string(text, result.ptr) : "?";
}

/// `value` in [0, 1] as a percentage: percent(0.98425) is "98.4 %".
inline std::string percent(double value, int decimals = 1) { return fixed(100.0 * value, decimals) + " %"; }

/// `count` with its thousands apart: grouped(12345) is "12,345".
inline std::string grouped(std::unsigned_integral auto count) {
    const std::string digits = std::to_string(count);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

/// The shortest text that reads back as the same number: 0.001, 1e-12, 18446744073709551615.
template <class T>
std::string number_text(T value) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

} // namespace digits
