// The text of a gnuplot script. Strings and numbers enter it only through these functions, so that no input can become code.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>

namespace digits {

/// `text` as a gnuplot string: in single quotes neither backslashes, backquotes (commands!) nor macros mean anything. A quote becomes a
/// typographic one (gnuplot's own escape, a doubled quote, fails at the start of a string); control characters, which could end the line, become spaces.
inline std::string gnuplot_string(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '\'') {
            result += "\u2019";
        } else {
            result += code < 0x20 || code == 0x7f ? ' ' : c;
        }
    }
    return result + "'";
}

/// A gnuplot script being written: `script << "set title " << gnuplot_string(name) << '\n'`. Numbers are spelled alike in every locale.
class Script {
public:
    /// A white PNG of `width` x `height` points, drawn at twice the resolution.
    Script(int width, int height) {
        *this << "set encoding utf8\n"
              << "set terminal pngcairo noenhanced size " << 2 * width << ',' << 2 * height
              << " font 'DejaVu Sans,10' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'\n"
              << "ink = 0x333333\n"
              << "set border linewidth 0.7 linecolor rgb '#999999'\n"
              << "set tics nomirror scale 0.5 textcolor rgb '#333333'\nset format '%g'\n"
              << "set grid linetype 1 linewidth 0.5 linecolor rgb '#e4e4e4'\n"
              << "set title textcolor rgb '#222222'\n"
              << "set key textcolor rgb '#333333'\n";
    }

    Script& operator<<(std::string_view text) {
        text_ += text;
        return *this;
    }
    Script& operator<<(char c) {
        text_ += c;
        return *this;
    }
    template <class N>
    requires std::integral<N> || std::floating_point<N>
    Script& operator<<(N number) {
        if constexpr (std::floating_point<N>) {
            if (!std::isfinite(number)) return *this << "NaN"; // gnuplot leaves such a point out
        }
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        text_.append(digits, end);
        return *this;
    }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

} // namespace digits
