// loss_acc.png: how loss and accuracy went over the epochs.
#pragma once

#include "digits/metrics.hpp"
#include "digits/plot/gnuplot.hpp"
#include "digits/terminal/format.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace digits {

/// Two panels side by side: loss and accuracy of the training and the validation data, the best epoch (least validation loss) marked.
inline PlotResult draw_loss_accuracy(const std::filesystem::path& path, std::span<const EpochRecord> records, std::string_view model) {
    if (records.empty()) return {path.filename().string() + " was not drawn: there are no epochs to draw"};
    const EpochRecord& best = best_epoch(records);
    const int first = records.front().epoch;
    const int last = records.back().epoch;

    Script script(960, 420);
    script << "$epochs << END\n";
    for (const EpochRecord& r : records) {
        script << r.epoch << ' ' << r.train_loss << ' ' << r.val_loss << ' ' << 100 * r.train_acc << ' ' << 100 * r.val_acc << '\n';
    }
    script << "END\n"
           << "$best << END\n"
           << best.epoch << ' ' << best.val_loss << ' ' << 100 * best.val_acc << "\nEND\n"
           << "set multiplot layout 1,2 title " << gnuplot_string(model) << ".\"\\n\"."
           << gnuplot_string("best epoch " + std::to_string(best.epoch) + ": validation loss " + fixed(best.val_loss, 4) + ", accuracy " +
                             percent(best.val_acc, 2))
           << " font ',12' margins 0.075,0.985,0.115,0.78 spacing 0.095,0\n"
           << "set xrange [" << first - 0.4 << ':' << last + 0.4 << "]\n"
           << "set xlabel 'epoch' textcolor rgb ink\n"
           << "set xtics " << (last - first) / 12 + 1 << '\n'
           << "set key at graph 0.5,1.055 center center horizontal maxrows 1 reverse Left samplen 1.6 width 1\n";
    const auto panel = [&](std::string_view quantity, std::string_view range, int train_column, int validation_column, int best_column) {
        constexpr std::string_view line = " with linespoints linewidth 1.4 pointtype 7 pointsize 0.35 linecolor rgb ";
        script << "set ylabel " << gnuplot_string(quantity) << " textcolor rgb ink offset 0.5,0\nset yrange " << range << '\n'
               << "plot $epochs using 1:" << train_column << line << "'#0072b2' title 'training', "
               << "$epochs using 1:" << validation_column << line << "'#d55e00' title 'validation', "
               << "$best using 1:" << best_column
               << " with points pointtype 6 pointsize 1.1 linewidth 1.4 linecolor rgb '#222222' title 'best epoch'\n";
    };
    // gnuplot finds the open end of a range (*) itself, but not where a run diverged and left nothing but NaN.
    const auto any = [&](double EpochRecord::* a, double EpochRecord::* b) {
        return std::any_of(records.begin(), records.end(), [&](const EpochRecord& r) { return std::isfinite(r.*a) || std::isfinite(r.*b); });
    };
    panel("loss (cross-entropy)", any(&EpochRecord::train_loss, &EpochRecord::val_loss) ? "[0:*]" : "[0:1]", 2, 3, 2);
    panel("accuracy, %", any(&EpochRecord::train_acc, &EpochRecord::val_acc) ? "[*:100]" : "[0:100]", 4, 5, 3);
    script << "unset multiplot\n";
    return draw(script, path);
}

} // namespace digits
