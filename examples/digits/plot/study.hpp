// A study's picture: how often a model errs, the noisier the voice is.
#pragma once

#include "digits/plot/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace digits {

/// One line of the picture: the share of right answers under each noise; what is not finite is left out.
struct StudyLine {
    std::string name;
    std::vector<double> accuracy;
};

/// Errors in per cent, on a logarithmic scale: what tells 99.8 from 99.9 would not be seen on another. No error at all is drawn as 0.01 %.
inline PlotResult draw_study(const std::filesystem::path& path, std::string_view model, std::span<const std::string> noises,
                             const std::vector<StudyLine>& lines) {
    constexpr std::array<std::string_view, 4> colours{"#0072b2", "#d55e00", "#999999", "#009e73"};
    constexpr double least = 0.01;
    Script script(720, 440);
    bool any = false;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        script << "$line" << l << " << END\n";
        for (std::size_t c = 0; c < std::min(noises.size(), lines[l].accuracy.size()); ++c) {
            const double error = 100 * (1 - lines[l].accuracy[c]);
            if (!std::isfinite(error)) continue;
            script << c << ' ' << std::max(error, least) << '\n';
            any = true;
        }
        script << "END\n";
    }
    if (!any || lines.size() > colours.size()) return {path.filename().string() + " was not drawn: there is nothing to draw"};
    script << "set title " << gnuplot_string(std::string(model) + ", a speaker left out: errors under noise") << " font ',12'\n"
           << "set xlabel 'noise under the voice' textcolor rgb ink\nset ylabel 'errors, %' textcolor rgb ink offset 0.5,0\n"
           << "set xrange [-0.3:" << static_cast<double>(noises.size()) - 0.7 << "]\nset logscale y\nset yrange [" << least * 0.8 << ":100]\n"
           << "set format y '%g'\nset xtics (";
    for (std::size_t c = 0; c < noises.size(); ++c) script << (c == 0 ? "" : ", ") << gnuplot_string(noises[c]) << ' ' << c;
    script << ")\nset bmargin 5\nset key at graph 0.5,screen 0.05 center center horizontal maxrows 1 reverse Left samplen 1.6 width 1\nplot ";
    bool first = true;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        if (std::ranges::none_of(lines[l].accuracy, [](double v) { return std::isfinite(v); })) continue;
        script << (first ? "" : ", ") << "$line" << l << " using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.6 linecolor rgb '"
               << colours[l] << "' title " << gnuplot_string(lines[l].name);
        first = false;
    }
    script << '\n';
    return draw(script, path);
}

} // namespace digits
