// k-means clustering.
#pragma once

#include "duet/analysis/kmeans_plus_plus.hpp"
#include "duet/analysis/points.hpp"
#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace duet::analysis {

/// scikit-learn equivalent: the arguments of `KMeans`.
struct KMeansOptions {
    std::size_t clusters = 10;        ///< K, at most the number of points.
    std::size_t restarts = 10;        ///< Runs from different starting centres; the one of least inertia is kept.
    std::size_t max_iterations = 300; ///< Of each run.
    double tolerance = 1e-4;          ///< A run ends when the centres' squared moves sum to at most this times the mean variance of a coordinate.
    std::uint64_t seed = 0;           ///< Of the starting centres.
    int threads = default_threads();  ///< Changes the time, never the result.
};

/// scikit-learn equivalent: `labels_`, `cluster_centers_`, `inertia_`.
struct KMeansResult {
    std::vector<int> labels;             ///< (count): the nearest centre of each point; of equally near ones the first.
    std::vector<double> centres;         ///< (clusters, dimensions)
    double inertia = 0;                  ///< Sum of squared distances from each point to its centre.
    std::size_t iterations = 0;          ///< Times the centres were moved.
    std::vector<double> inertia_history; ///< Inertia before the first move and after each; never rises.
};

/// One run of Lloyd's algorithm.
/// Source: Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982.
class Lloyd {
public:
    /// Starts at `centres`, (clusters, dimensions) row-major; the points must outlive it.
    Lloyd(const Points& points, std::vector<double> centres, int threads)
        : points_(points), threads_(threads), clusters_(centres.size() / points.dimensions()), members_(clusters_), labels_(points.count(), -1),
          before_(points.count()), distances_(points.count()), centres_(std::move(centres)), moved_(centres_.size()) {}

    /// Assigns and moves until no label changes, the centres move by at most `threshold` (squared, summed) or `max_iterations` is reached.
    KMeansResult run(std::size_t max_iterations, double threshold) && {
        KMeansResult result;
        double move = std::numeric_limits<double>::infinity();
        while (true) {
            const bool changed = assign();
            result.inertia = std::accumulate(distances_.begin(), distances_.end(), 0.0);
            result.inertia_history.push_back(result.inertia);
            if (!changed || move <= threshold || result.iterations == max_iterations) break;
            fill_empty_clusters();
            move = move_centres();
            ++result.iterations;
        }
        result.labels = std::move(labels_);
        result.centres = std::move(centres_);
        return result;
    }

private:
    const Points& points_;
    int threads_;
    std::size_t clusters_;
    std::vector<std::size_t> members_;
    std::vector<int> labels_, before_;
    std::vector<double> distances_, centres_, moved_;

    bool assign() {
        before_.swap(labels_);
        const std::size_t dimensions = points_.dimensions();
        for_slots(points_.count(), threads_, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                distances_[i] = std::numeric_limits<double>::infinity();
                for (std::size_t cluster = 0; cluster < clusters_; ++cluster) {
                    const double distance = squared_distance(points_[i], centres_.data() + cluster * dimensions, dimensions);
                    if (distance >= distances_[i]) continue;
                    distances_[i] = distance;
                    labels_[i] = static_cast<int>(cluster);
                }
            }
        });
        std::fill(members_.begin(), members_.end(), 0);
        for (const int label : labels_) ++members_[static_cast<std::size_t>(label)];
        return labels_ != before_;
    }

    // Gives each empty cluster the point that is furthest from its centre, which can only lower the inertia. With fewer distinct
    // points than clusters none is left to give: such a cluster stays empty and its centre where it was.
    void fill_empty_clusters() {
        for (std::size_t cluster = 0; cluster < clusters_; ++cluster) {
            if (members_[cluster] > 0) continue;
            std::size_t furthest = labels_.size();
            double distance = 0;
            for (std::size_t i = 0; i < labels_.size(); ++i) {
                if (distances_[i] <= distance || members_[static_cast<std::size_t>(labels_[i])] < 2) continue;
                furthest = i;
                distance = distances_[i];
            }
            if (furthest == labels_.size()) return;
            --members_[static_cast<std::size_t>(labels_[furthest])];
            members_[cluster] = 1;
            labels_[furthest] = static_cast<int>(cluster);
            distances_[furthest] = 0;
        }
    }

    // Cut by coordinate, not by point: every sum then runs over the points in order, whatever the number of threads.
    double move_centres() {
        const std::size_t dimensions = points_.dimensions();
        for_slots(dimensions, threads_, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t cluster = 0; cluster < clusters_; ++cluster)
                std::fill(moved_.data() + cluster * dimensions + begin, moved_.data() + cluster * dimensions + end, 0.0);
            for (std::size_t i = 0; i < points_.count(); ++i) {
                double* sum = moved_.data() + static_cast<std::size_t>(labels_[i]) * dimensions;
                for (std::size_t j = begin; j < end; ++j) sum[j] += points_[i][j];
            }
            for (std::size_t cluster = 0; cluster < clusters_; ++cluster)
                for (std::size_t j = cluster * dimensions + begin; j < cluster * dimensions + end; ++j)
                    moved_[j] = members_[cluster] == 0 ? centres_[j] : moved_[j] / static_cast<double>(members_[cluster]);
        });
        centres_.swap(moved_);
        return squared_distance(centres_.data(), moved_.data(), centres_.size());
    }
};

/// The variance of a coordinate (divided by the count), averaged over the coordinates.
inline double mean_variance(const Points& points) {
    const std::size_t n = points.count(), dimensions = points.dimensions();
    std::vector<double> mean(dimensions);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < dimensions; ++j) mean[j] += points[i][j] / static_cast<double>(n);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += squared_distance(points[i], mean.data(), dimensions);
    return sum / static_cast<double>(n) / static_cast<double>(dimensions);
}

/// k-means with k-means++ seeding, Lloyd's iterations and restarts.
/// Throws Error if there are fewer points than clusters, or an option is out of range.
/// scikit-learn: sklearn.cluster.KMeans(n_clusters, n_init=restarts, max_iter, tol, algorithm="lloyd").
inline KMeansResult k_means(const Points& points, const KMeansOptions& options = {}) {
    const auto require = [](bool holds, const std::string& message) {
        if (!holds) throw Error("k_means: " + message);
    };
    require(options.clusters >= 1, "0 clusters; at least 1 is needed");
    require(options.clusters <= points.count(), std::to_string(points.count()) + " points cannot fill " + std::to_string(options.clusters) +
                                                    " clusters; ask for at most as many clusters as points");
    require(options.clusters <= static_cast<std::size_t>(std::numeric_limits<int>::max()), "more clusters than an int can label");
    require(options.restarts >= 1, "0 restarts; at least 1 run is needed");
    require(options.max_iterations >= 1, "0 iterations; at least 1 is needed");
    require(options.tolerance >= 0, "the tolerance must be 0 or more");

    const double threshold = options.tolerance * mean_variance(points);
    KMeansResult best;
    best.inertia = std::numeric_limits<double>::infinity();
    for (std::size_t restart = 0; restart < options.restarts; ++restart) {
        const RandomStream stream = RandomStream{options.seed}.child(restart);
        Lloyd lloyd(points, k_means_plus_plus(points, options.clusters, stream, options.threads), options.threads);
        KMeansResult result = std::move(lloyd).run(options.max_iterations, threshold);
        if (result.inertia < best.inertia) best = std::move(result);
    }
    return best;
}

/// The same on `points`, (count, dimensions) row-major float or double. Throws Error as `Points` does, too.
template <Coordinates R>
KMeansResult k_means(const R& points, std::size_t dimensions, const KMeansOptions& options = {}) {
    return k_means(Points(points, dimensions, "k_means"), options);
}

} // namespace duet::analysis
