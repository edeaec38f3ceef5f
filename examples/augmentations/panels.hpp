// Pictures side by side, the original first.
#pragma once

#include "digits/plot/gnuplot.hpp"
#include "duet/data/augment/mel_basis.hpp"
#include "duet/data/mfcc.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

namespace augmentations {

/// The values of one picture, row by row.
using Panel = std::vector<float>;

/// The ends of the scale of spectrograms: dB beside the loudest of the original.
inline constexpr float quietest = -50;
inline constexpr float loudest = 10;

namespace detail {

/// Where the panels stand on a sheet of 720 points' width; a margin is in points, `cell` pixels are half as many.
struct Layout {
    std::size_t rows;    // of one panel
    std::size_t columns; // of one panel
    int cell_width;      // whole pixels, so that cells have sharp edges
    int cell_height;
    int left;
    int bottom;
    static constexpr int width = 720;
    static constexpr int top = 22;
    static constexpr std::size_t gap = 6; // columns between two panels

    [[nodiscard]] std::size_t pitch() const { return columns + gap; }
    [[nodiscard]] int height() const { return top + static_cast<int>(rows) * cell_height / 2 + bottom; }
};

/// A sheet of frames with their titles, on which nothing is drawn yet.
inline digits::Script sheet(const Layout& layout, std::size_t panels) {
    const std::size_t all = (panels - 1) * layout.pitch() + layout.columns;
    const double left = static_cast<double>(layout.left) / layout.width;
    const double bottom = static_cast<double>(layout.bottom) / layout.height();
    digits::Script script(layout.width, layout.height());
    script << "unset key\nunset grid\nunset border\nunset colorbox\nset tics out\n"
           << "set lmargin at screen " << left << "\nset rmargin at screen "
           << left + 0.5 * static_cast<double>(all) * layout.cell_width / layout.width << "\nset bmargin at screen " << bottom
           << "\nset tmargin at screen " << bottom + 0.5 * static_cast<double>(layout.rows) * layout.cell_height / layout.height()
           << "\nset xrange [-0.5:" << static_cast<double>(all) - 0.5 << "]\nset yrange [-0.5:" << static_cast<double>(layout.rows) - 0.5 << "]\n";
    for (std::size_t p = 0; p < panels; ++p) {
        const double begin = static_cast<double>(p * layout.pitch()) - 0.5;
        const auto columns = static_cast<double>(layout.columns);
        script << "set label '" << (p == 0 ? "original" : "draw ");
        if (p > 0) script << p;
        script << "' at first " << begin + 0.5 * columns << ", graph 1 center offset 0,0.6 textcolor rgb '#222222'\n"
               << "set object rectangle from first " << begin << ", graph 0 to first " << begin + columns
               << ", graph 1 front fillstyle empty border linecolor rgb '#bbbbbb' linewidth 0.6\n";
    }
    return script;
}

/// Each panel's values as a block, rounded to whole numbers, and the plot of them all.
inline void plot(digits::Script& script, const Layout& layout, const std::vector<Panel>& panels, double low, double high) {
    for (std::size_t p = 0; p < panels.size(); ++p) {
        script << "$panel" << p << " << END\n";
        for (std::size_t i = 0; i < panels[p].size(); ++i) {
            script << std::round(std::clamp(static_cast<double>(panels[p][i]), low, high)) << ((i + 1) % layout.columns == 0 ? '\n' : ' ');
        }
        script << "END\n";
    }
    script << "set cbrange [" << low << ':' << high << "]\nplot ";
    for (std::size_t p = 0; p < panels.size(); ++p) {
        script << (p == 0 ? "" : ", ") << "$panel" << p << " matrix using ($1 + " << p * layout.pitch() << "):2:3 with image";
    }
    script << '\n';
}

} // namespace detail

/// Written digits, (28, 28) each from 0 to 255, dark on white.
inline digits::PlotResult draw_digits(const std::filesystem::path& path, const std::vector<Panel>& panels) {
    constexpr detail::Layout layout{.rows = 28, .columns = 28, .cell_width = 7, .cell_height = 7, .left = 13, .bottom = 8};
    digits::Script script = detail::sheet(layout, panels.size());
    script << "unset tics\nset yrange [] reverse\nset palette defined (0 '#ffffff', 1 '#111111')\n";
    detail::plot(script, layout, panels, 0, 255);
    return digits::draw(script, path);
}

/// Mel spectrograms of one second, (26, 39) each in dB, dark where loud: 0 dB is the loudest of the original.
inline digits::PlotResult draw_spectrograms(const std::filesystem::path& path, std::vector<Panel> panels) {
    using namespace duet::data;
    constexpr detail::Layout layout{.rows = mel_filters, .columns = mfcc_frames, .cell_width = 7, .cell_height = 9, .left = 46, .bottom = 36};
    const float peak = *std::ranges::max_element(panels.front());
    for (Panel& panel : panels) {
        for (float& v : panel) v -= peak;
    }
    digits::Script script = detail::sheet(layout, panels.size());
    script << "set ylabel 'kHz' textcolor rgb ink offset 2.2,0\nset ytics offset 0.6,0 (";
    for (const double kilohertz : {0.5, 1.0, 2.0, 3.0}) {
        const double filter = (mel_filters + 1) * std::log1p(kilohertz / 0.7) / std::log1p(4 / 0.7) - 1;
        script << (kilohertz > 0.5 ? ", " : "") << '\'' << kilohertz << "' " << filter;
    }
    script << ")\nset xlabel 'seconds' textcolor rgb ink offset 0,1.1\nset xtics offset 0,0.4 (";
    for (std::size_t p = 0; p < panels.size(); ++p) {
        // Frame t is heard around 25 ms * (t + 1).
        for (const double second : {0.2, 0.5, 0.8}) {
            script << (p == 0 && second < 0.3 ? "'" : ", '") << second << "' " << static_cast<double>(p * layout.pitch()) + 40 * second - 1;
        }
    }
    script << ")\nset palette maxcolors 20 defined (0 '#ffffff', 1 '#d8dff0', 2 '#8da7d6', 3 '#3a5fa8', 4 '#0f1f4f')\n"
           << "set colorbox user origin screen 0.925, graph 0 size screen 0.014, graph 1\nset cbtics 20 offset -0.8,0 scale 0.3\n"
           << "set label 'dB' at screen 0.925, graph 1 left offset 0,0.6 textcolor rgb ink\n";
    detail::plot(script, layout, panels, quietest, loudest);
    return digits::draw(script, path);
}

} // namespace augmentations
