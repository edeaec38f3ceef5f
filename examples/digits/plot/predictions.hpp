// predictions.png: what the model saw, heard and said.
#pragma once

#include "digits/plot/colours.hpp"
#include "digits/plot/gnuplot.hpp"
#include "digits/plot/prediction.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace digits {

namespace detail {

inline void pixel(Script& script, double x, double y, std::uint32_t colour) {
    script << x << ' ' << y << ' ' << (colour >> 16) << ' ' << ((colour >> 8) & 0xff) << ' ' << (colour & 0xff) << '\n';
}

/// The writing, dark on white: one unit of the sheet per pixel, the corner at (left, top), y upwards.
inline void image_block(Script& script, const Prediction& sample, double left, double top) {
    const std::array<double, 784> ink = ink_of(sample);
    for (std::size_t row = 0; row < 28; ++row) {
        for (std::size_t column = 0; column < 28; ++column) {
            const auto grey = static_cast<std::uint32_t>(255.0 * (1.0 - ink[28 * row + column]));
            pixel(script, left + static_cast<double>(column) + 0.5, top - static_cast<double>(row) - 0.5, grey * 0x010101);
        }
    }
    script << "e\n";
}

/// The voice: time to the right, coefficient upwards, as wide as the image. White is silence.
inline void audio_block(Script& script, const Prediction& sample, const std::array<AudioScale, 13>& scales, double left, double top) {
    constexpr double width = 28.0 / 39.0;
    constexpr double height = 10.0 / 13.0;
    for (std::size_t coefficient = 0; coefficient < 13; ++coefficient) {
        for (std::size_t frame = 0; frame < 39; ++frame) {
            pixel(script, left + (static_cast<double>(frame) + 0.5) * width, top - 10.0 + (static_cast<double>(coefficient) + 0.5) * height,
                  diverging_colour(scales[coefficient].deviation(sample.audio[13 * frame + coefficient])));
        }
    }
    script << "e\n";
}

} // namespace detail

/// A sheet of up to 32 samples, 8 a row: the written digit, the features of the spoken one below it, and what the model said; mistakes in red.
inline PlotResult draw_predictions(const std::filesystem::path& path, std::span<const Prediction> samples, std::string_view title) {
    if (samples.empty()) return {path.filename().string() + " was not drawn: there are no predictions to show"};
    samples = samples.first(std::min<std::size_t>(samples.size(), 32));
    constexpr std::size_t columns = 8;
    constexpr double pitch_x = 33.0; // units: a unit is one pixel of an image
    constexpr double pitch_y = 50.0;
    const std::size_t rows = (samples.size() + columns - 1) / columns;
    const auto corner = [](std::size_t i) {
        const std::size_t row = i / columns;
        return std::array{pitch_x * static_cast<double>(i % columns), -pitch_y * static_cast<double>(row)};
    };
    const double width = pitch_x * columns - 5.0;
    const double height = pitch_y * static_cast<double>(rows) - 3.0;

    // 3.6 points a unit; 12 points around, 40 above for the title.
    const int sheet_width = static_cast<int>(3.6 * width) + 24;
    const int sheet_height = static_cast<int>(3.6 * height) + 52;
    Script script(sheet_width, sheet_height);
    script << "set title " << gnuplot_string(title) << " font ',12'\n"
           << "unset key\nunset tics\nunset border\nunset grid\n"
           << "set lmargin at screen " << 12.0 / sheet_width << "\nset rmargin at screen " << 1.0 - 12.0 / sheet_width << '\n'
           << "set bmargin at screen " << 12.0 / sheet_height << "\nset tmargin at screen " << 1.0 - 40.0 / sheet_height << '\n'
           << "set xrange [0:" << width << "]\nset yrange [" << -height << ":0]\n";
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Prediction& sample = samples[i];
        const auto [left, top] = corner(i);
        const bool known = sample.truth >= 0;
        const bool wrong = known && sample.truth != sample.predicted;
        const std::string text = std::to_string(sample.predicted) + (wrong ? ", not " + std::to_string(sample.truth) : "");
        script << "set label " << i + 1 << ' ' << gnuplot_string(text) << " at " << left + 14.0 << ',' << top - 42.0 << " center font 'DejaVu Sans"
               << (wrong ? " Bold" : "") << ",11' textcolor rgb " << (wrong ? "'#bd1f01'" : "'#222222'") << '\n'
               << "set object " << i + 1 << " rectangle from " << left << ',' << top << " to " << left + 28.0 << ',' << top - 38.0
               << " front fillstyle empty border linecolor rgb " << (wrong ? "'#bd1f01' linewidth 1.6" : "'#999999' linewidth 0.6") << '\n';
    }
    // Two pictures a sample, their pixels following in the same order ("-").
    for (std::size_t i = 0; i < 2 * samples.size(); ++i) script << (i == 0 ? "plot " : ", ") << "'-' using 1:2:3:4:5 with rgbimage";
    script << '\n';
    const auto scales = audio_scales(samples);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto [left, top] = corner(i);
        detail::image_block(script, samples[i], left, top);
        detail::audio_block(script, samples[i], scales, left, top - 28.0);
    }
    return draw(script, path);
}

} // namespace digits
