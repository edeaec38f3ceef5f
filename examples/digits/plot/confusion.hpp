// confusion.png: which digits are taken for which.
#pragma once

#include "digits/plot/gnuplot.hpp"
#include "digits/terminal/format.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace digits {

/// A square of 10 x 10 cells: rows are true digits, columns predicted ones. Each cell shows its count, coloured by its share of the row on a
/// scale (cube root) that keeps single mistakes visible. The title gives the accuracy.
/// `counts`: 100 numbers, row after row: counts[10 * truth + prediction].
inline PlotResult draw_confusion(const std::filesystem::path& path, std::span<const std::size_t, 100> counts, std::string_view model) {
    std::size_t total = 0;
    std::size_t correct = 0;
    Script script(660, 610);
    script << "$cells << END\n"; // predicted, true, colour in [0, 1], count
    for (std::size_t truth = 0; truth < 10; ++truth) {
        std::size_t row = 0;
        for (std::size_t predicted = 0; predicted < 10; ++predicted) row += counts[10 * truth + predicted];
        for (std::size_t predicted = 0; predicted < 10; ++predicted) {
            const std::size_t count = counts[10 * truth + predicted];
            const double share = row == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(row);
            script << predicted << ' ' << truth << ' ' << std::cbrt(share) << ' ' << count << '\n';
        }
        total += row;
        correct += counts[11 * truth];
    }
    if (total == 0) return {path.filename().string() + " was not drawn: no samples were counted"};
    const double accuracy = static_cast<double>(correct) / static_cast<double>(total);
    const std::string title = "accuracy " + percent(accuracy, 2) + "  (" + grouped(correct) + " of " + grouped(total) + ")";

    script << "END\n"
           << "set title " << gnuplot_string(model) << ".\"\\n\"." << gnuplot_string(title) << " font ',12'\n"
           << "unset grid\nunset key\n"
           << "set size square\nset lmargin at screen 0.08\nset rmargin at screen 0.84\nset bmargin at screen 0.085\nset tmargin at screen 0.907\n"
           << "set xrange [-0.5:9.5]\nset yrange [9.5:-0.5]\n"
           << "set xtics 0,1,9 scale 0 font ',11'\nset ytics 0,1,9 scale 0 font ',11'\n"
           << "set xlabel 'predicted digit' textcolor rgb ink font ',11'\nset ylabel 'true digit' textcolor rgb ink font ',11'\n"
           << "set palette defined (0 '#ffffff', 0.12 '#eaf2fa', 0.4 '#9cc5e6', 0.7 '#3f8bc4', 1 '#0b3a75')\n"
           << "set cbrange [0:1]\nset cblabel 'share of the row' textcolor rgb ink offset -0.5,0\n"
           << "set cbtics ('0' 0, '0.1 %%' 0.1, '1 %%' 0.21544, '10 %%' 0.46416, '50 %%' 0.7937, '100 %%' 1) scale 0\n"
           << "do for [i = 0:8] { set arrow from i + 0.5, -0.5 to i + 0.5, 9.5 nohead front linewidth 0.5 linecolor rgb '#e4e4e4'\n"
           << "set arrow from -0.5, i + 0.5 to 9.5, i + 0.5 nohead front linewidth 0.5 linecolor rgb '#e4e4e4' }\n"
           << "colour(share, count) = count == 0 ? 0xc4c4c4 : share > 0.6 ? 0xffffff : 0x222222\n"
           << "plot $cells using 1:2:3 with image pixels, "
           << "$cells using 1:2:(sprintf('%d', $4)):(colour($3, $4)) with labels font ',10' textcolor rgb variable\n";
    return draw(script, path);
}

} // namespace digits
