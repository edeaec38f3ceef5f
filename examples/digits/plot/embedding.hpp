// image.png and audio.png: what an encoder has learned, in two dimensions.
#pragma once

#include "digits/plot/colours.hpp"
#include "digits/plot/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace digits {

/// For each of the 10 clusters a digit of its own, the pairs that share most points first: so a cluster can wear its digit's colour.
inline std::array<int, 10> match_clusters(std::span<const int> clusters, std::span<const int> labels) {
    std::array<std::array<std::size_t, 10>, 10> shared{};
    for (std::size_t i = 0; i < clusters.size(); ++i) ++shared[static_cast<std::size_t>(clusters[i])][static_cast<std::size_t>(labels[i])];
    std::array<int, 10> digit_of;
    digit_of.fill(-1);
    std::array<bool, 10> taken{};
    for (int pair = 0; pair < 10; ++pair) {
        std::size_t best_cluster = 10;
        std::size_t best_digit = 10;
        for (std::size_t c = 0; c < 10; ++c) {
            for (std::size_t d = 0; d < 10; ++d) {
                if (digit_of[c] >= 0 || taken[d]) continue;
                if (best_cluster == 10 || shared[c][d] > shared[best_cluster][best_digit]) best_cluster = c, best_digit = d;
            }
        }
        digit_of[best_cluster] = static_cast<int>(best_digit);
        taken[best_digit] = true;
    }
    return digit_of;
}

namespace detail {

/// The point of `members` that its coordinate-wise median is nearest to: a place for a name that lies inside the crowd.
inline std::array<double, 2> middle(std::span<const std::array<double, 2>> members) {
    std::array<double, 2> median{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
        std::vector<double> values;
        for (const auto& point : members) values.push_back(point[axis]);
        const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), half, values.end());
        median[axis] = *half;
    }
    const auto distance = [&](const std::array<double, 2>& p) { return std::hypot(p[0] - median[0], p[1] - median[1]); };
    return *std::min_element(members.begin(), members.end(), [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
}

/// One scatter plot: points coloured by class, the name of each class in its midst and in the legend below.
inline void scatter_panel(Script& script, std::string_view title, std::span<const std::array<double, 2>> points, std::span<const int> classes,
                          const std::array<std::string, 10>& names) {
    std::array<std::vector<std::array<double, 2>>, 10> members;
    script << "$points << END\n";
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto c = static_cast<std::size_t>(classes[i]);
        script << points[i][0] << ' ' << points[i][1] << ' ' << class_colours[c] << '\n';
        members[c].push_back(points[i]);
    }
    script << "END\nset title " << gnuplot_string(title) << " font ',11' offset 0,-0.4\nunset label\n";
    for (std::size_t c = 0; c < 10; ++c) {
        if (members[c].empty()) continue;
        const auto place = middle(members[c]);
        script << "set label " << c + 1 << ' ' << gnuplot_string(names[c]) << " at " << place[0] << ',' << place[1]
               << " center front boxed font 'DejaVu Sans Bold,10' textcolor rgb '#111111'\n";
    }
    // Many points are drawn small, few large.
    const double size = std::clamp(12.0 / std::sqrt(static_cast<double>(points.size())), 0.22, 0.7);
    script << "plot $points using 1:2:3 with points pointtype 7 pointsize " << size << " linecolor rgb variable notitle";
    for (std::size_t c = 0; c < 10; ++c) {
        script << ", keyentry with points pointtype 7 pointsize 0.9 linecolor rgb " << class_colours[c] << " title " << gnuplot_string(names[c]);
    }
    script << '\n';
}

} // namespace detail

/// Two scatter plots of the same points side by side, on equal axes: the k-means clusters, in the colour of the digit that each matches best,
/// and the true digits. `title` is the place for the scores.
/// `coordinates`: x and y of each point in turn, 2 n numbers; `clusters` and `labels`: n numbers in 0..9. Points that are not finite are left out.
inline PlotResult draw_embedding(const std::filesystem::path& path, std::span<const double> coordinates, std::span<const int> clusters,
                                 std::span<const int> labels, std::string_view title) {
    const auto not_drawn = [&](const char* reason) { return PlotResult{path.filename().string() + " was not drawn: " + reason}; };
    if (coordinates.size() != 2 * labels.size() || clusters.size() != labels.size())
        return not_drawn("the counts of points, clusters and labels differ");
    std::vector<std::array<double, 2>> points;
    std::array<std::vector<int>, 2> classes;
    double low[2] = {HUGE_VAL, HUGE_VAL};
    double high[2] = {-HUGE_VAL, -HUGE_VAL};
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::array<double, 2> point{coordinates[2 * i], coordinates[2 * i + 1]};
        if (std::min(labels[i], clusters[i]) < 0 || std::max(labels[i], clusters[i]) > 9) return not_drawn("a cluster or label is not in 0..9");
        // Beyond this no extent could be computed, and no embedding goes there.
        if (!(std::abs(point[0]) < 1e100 && std::abs(point[1]) < 1e100)) continue;
        for (std::size_t axis = 0; axis < 2; ++axis) {
            low[axis] = std::min(low[axis], point[axis]);
            high[axis] = std::max(high[axis], point[axis]);
        }
        points.push_back(point);
        classes[0].push_back(clusters[i]);
        classes[1].push_back(labels[i]);
    }
    if (points.empty()) return not_drawn("there are no points");

    const double extent = std::max(high[0] - low[0], high[1] - low[1]);
    const double half = extent > 0 ? 0.53 * extent : 1.0;
    // Two squares of 460 points with 12 around and 24 between them, 66 above for the titles and 36 below for the legend.
    Script script(968, 562);
    script << "set multiplot title " << gnuplot_string(title) << " font ',12' layout 1,2 margins " << 12.0 / 968 << ',' << 956.0 / 968 << ','
           << 36.0 / 562 << ',' << 496.0 / 562 << " spacing " << 24.0 / 968 << ",0\n"
           << "set size ratio 1\nset format ''\nset tics scale 0\n"
           << "set style textbox opaque noborder fillcolor rgb '#20ffffff' margins 0.6,0.6\n"
           << "set key at graph 0.5,-0.04 center center horizontal maxrows 1 reverse Left samplen 0.5 width 1\n";
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const double centre = 0.5 * (low[axis] + high[axis]);
        script << (axis == 0 ? "set xrange [" : "set yrange [") << centre - half << ':' << centre + half << "]\n";
    }

    // Clusters wear letters, as their numbers would be taken for digits: A is the cluster that matches digit 0.
    const std::array<int, 10> digit_of = match_clusters(classes[0], classes[1]);
    for (int& cluster : classes[0]) cluster = digit_of[static_cast<std::size_t>(cluster)];
    detail::scatter_panel(script, "k-means clusters", points, classes[0], {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J"});
    detail::scatter_panel(script, "true digits", points, classes[1], {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    script << "unset multiplot\n";
    return draw(script, path);
}

} // namespace digits
