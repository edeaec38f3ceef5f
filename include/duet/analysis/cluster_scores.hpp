// How well a clustering agrees with known classes, and how well it separates the points.
#pragma once

#include "duet/analysis/points.hpp"
#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace duet::analysis {

/// How often each (class, cluster) pair occurs: only pairs that do, so that the memory is linear in the number of points.
struct Contingency {
    std::map<std::pair<int, int>, double> cells; ///< Under (class, cluster).
    std::map<int, double> classes;               ///< Sums of `cells` over clusters.
    std::map<int, double> clusters;              ///< Sums of `cells` over classes.
    double count = 0;                            ///< Points.

    /// Throws Error, in the name of `user`, if the lengths differ or are 0.
    Contingency(std::span<const int> truth, std::span<const int> labels, const std::string& user) : count(static_cast<double>(truth.size())) {
        if (truth.size() != labels.size() || truth.empty())
            throw Error(user + ": " + std::to_string(truth.size()) + " classes for " + std::to_string(labels.size()) +
                        " cluster labels; expected one of each per point, and at least one point");
        for (std::size_t i = 0; i < truth.size(); ++i) {
            ++cells[{truth[i], labels[i]}];
            ++classes[truth[i]];
            ++clusters[labels[i]];
        }
    }
};

/// The share of points that belong to the commonest class of their cluster, in (0, 1]; 1 also for clusters of one point each.
/// Throws Error if the lengths differ or are 0. scikit-learn: contingency_matrix(truth, labels).max(axis=0).sum() / n.
inline double purity(std::span<const int> truth, std::span<const int> labels) {
    const Contingency table(truth, labels, "purity");
    std::map<int, double> commonest;
    for (const auto& [pair, cell] : table.cells) commonest[pair.second] = std::max(commonest[pair.second], cell);
    double sum = 0;
    for (const auto& [cluster, cell] : commonest) sum += cell;
    return sum / table.count;
}

/// Mutual information divided by the mean of both entropies: 0 for independent labellings, 1 for equal ones up to names.
/// Throws Error if the lengths differ or are 0. scikit-learn: sklearn.metrics.normalized_mutual_info_score (arithmetic).
inline double normalized_mutual_information(std::span<const int> truth, std::span<const int> labels) {
    const Contingency table(truth, labels, "normalized_mutual_information");
    if (table.classes.size() == 1 && table.clusters.size() == 1) return 1;
    const auto entropy = [&](const std::map<int, double>& sizes) {
        double sum = 0;
        for (const auto& [name, size] : sizes) sum -= size / table.count * std::log(size / table.count);
        return sum;
    };
    double information = 0;
    for (const auto& [pair, cell] : table.cells)
        information += cell / table.count * std::log(cell * table.count / (table.classes.at(pair.first) * table.clusters.at(pair.second)));
    return std::clamp(2 * information / (entropy(table.classes) + entropy(table.clusters)), 0.0, 1.0);
}

/// Pairs of points on which both labellings agree, corrected for chance: about 0 for random labels, 1 for equal ones up to names.
/// Throws Error if the lengths differ or are 0. scikit-learn: sklearn.metrics.adjusted_rand_score.
/// Source: Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985.
inline double adjusted_rand_index(std::span<const int> truth, std::span<const int> labels) {
    const Contingency table(truth, labels, "adjusted_rand_index");
    const auto pairs = [](const auto& sizes) {
        double sum = 0;
        for (const auto& [name, size] : sizes) sum += size * (size - 1) / 2;
        return sum;
    };
    const double same_class = pairs(table.classes), same_cluster = pairs(table.clusters), same_both = pairs(table.cells);
    const double all = table.count * (table.count - 1) / 2;
    if (same_class == same_both && same_cluster == same_both) return 1; // equal partitions, also the trivial ones (0 / 0 below)
    const double expected = same_class * same_cluster / all;
    return (same_both - expected) / ((same_class + same_cluster) / 2 - expected);
}

/// Mean over the points of (b - a) / max(a, b): a is the mean Euclidean distance to the others of its cluster, b the least mean distance
/// to another cluster; 0 for a point alone in its cluster. From -1 to 1, higher is better separated. O(count^2 dimensions).
/// Throws Error if there is not one label per point, or not 2 to count - 1 different ones.
/// scikit-learn: sklearn.metrics.silhouette_score. Source: Rousseeuw, J. Computational and Applied Mathematics 20, 1987.
inline double silhouette(const Points& points, std::span<const int> labels, int threads = default_threads()) {
    const std::size_t n = points.count();
    if (labels.size() != n)
        throw Error("silhouette: " + std::to_string(labels.size()) + " labels for " + std::to_string(n) + " points; expected one per point");
    std::vector<int> names(labels.begin(), labels.end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (names.size() < 2 || names.size() >= n)
        throw Error("silhouette: " + std::to_string(names.size()) + " different labels on " + std::to_string(n) +
                    " points; it is defined for 2 to count - 1 of them");

    std::vector<std::size_t> cluster_of(n), sizes(names.size());
    for (std::size_t i = 0; i < n; ++i) {
        cluster_of[i] = static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), labels[i]) - names.begin());
        ++sizes[cluster_of[i]];
    }
    std::vector<double> scores(n), sums(slots * names.size());
    for_slots(n, threads, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        const std::span<double> sum(sums.data() + slot * names.size(), names.size());
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t own = cluster_of[i];
            if (sizes[own] == 1) continue;
            std::fill(sum.begin(), sum.end(), 0.0);
            for (std::size_t j = 0; j < n; ++j) sum[cluster_of[j]] += std::sqrt(squared_distance(points[i], points[j], points.dimensions()));
            const double inside = sum[own] / static_cast<double>(sizes[own] - 1);
            double outside = std::numeric_limits<double>::infinity();
            for (std::size_t cluster = 0; cluster < names.size(); ++cluster)
                if (cluster != own) outside = std::min(outside, sum[cluster] / static_cast<double>(sizes[cluster]));
            const double larger = std::max(inside, outside);
            scores[i] = larger > 0 ? (outside - inside) / larger : 0;
        }
    });
    return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(n);
}

/// The same on `points`, (count, dimensions) row-major float or double. Throws Error as `Points` does, too.
template <Coordinates R>
double silhouette(const R& points, std::size_t dimensions, std::span<const int> labels, int threads = default_threads()) {
    return silhouette(Points(points, dimensions, "silhouette"), labels, threads);
}

} // namespace duet::analysis
