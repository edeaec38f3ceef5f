// Starting centres for k-means.
#pragma once

#include "duet/analysis/points.hpp"
#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace duet::analysis {

/// An index drawn with probability weights[i] / total; any index if all weights are 0.
inline std::size_t draw_weighted(std::span<const double> weights, double total, Random& random) {
    double target = random.uniform() * total;
    std::size_t last = weights.size();
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] > 0)) continue;
        last = i;
        target -= weights[i];
        if (target < 0) break;
    }
    return last < weights.size() ? last : random.below(weights.size());
}

/// `clusters` of the points, chosen one after another with probability proportional to the squared distance from the nearest one
/// chosen before; of 2 + ln(clusters) draws each time, the one that leaves the smallest sum of these. Returns (clusters, dimensions).
/// Source: Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007 (the greedy form of their section 7).
/// scikit-learn: sklearn.cluster.kmeans_plusplus.
inline std::vector<double> k_means_plus_plus(const Points& points, std::size_t clusters, RandomStream stream, int threads) {
    const std::size_t n = points.count(), dimensions = points.dimensions();
    const std::size_t draws = 2 + static_cast<std::size_t>(std::log(static_cast<double>(clusters)));
    Random random(stream);
    std::vector<double> nearest(n, std::numeric_limits<double>::infinity()), trial(n), best(n), centres;
    centres.reserve(clusters * dimensions);
    double total = 0;
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        double smallest = std::numeric_limits<double>::infinity();
        std::size_t chosen = 0;
        for (std::size_t draw = 0; draw < (cluster == 0 ? 1 : draws); ++draw) {
            const std::size_t candidate = cluster == 0 ? random.below(n) : draw_weighted(nearest, total, random);
            for_slots(n, threads, [&](std::size_t, std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) trial[i] = std::min(nearest[i], squared_distance(points[i], points[candidate], dimensions));
            });
            const double sum = std::accumulate(trial.begin(), trial.end(), 0.0);
            if (sum >= smallest) continue;
            smallest = sum;
            chosen = candidate;
            best.swap(trial);
        }
        nearest.swap(best);
        total = smallest;
        centres.insert(centres.end(), points[chosen], points[chosen] + dimensions);
    }
    return centres;
}

} // namespace duet::analysis
