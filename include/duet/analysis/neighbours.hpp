// Exact nearest neighbours.
#pragma once

#include "duet/analysis/points.hpp"
#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

namespace duet::analysis {

/// A point and how far it is.
struct Neighbour {
    double squared_distance; ///< Euclidean.
    std::uint32_t point;     ///< Its row.

    /// Nearer first; of equally near ones the lower index, so that the order is complete.
    friend bool operator<(const Neighbour& a, const Neighbour& b) {
        return std::tie(a.squared_distance, a.point) < std::tie(b.squared_distance, b.point);
    }
};

/// The most (point, neighbour) pairs that are held at once: 2 GiB of them.
inline constexpr std::size_t most_neighbour_pairs = std::size_t{1} << 27;

/// For each point the `k` nearest others, nearest first: (count, k) row-major. A point is not its own neighbour, its duplicates are.
/// Compares all pairs, a block of queries at a time so that both sides stay in cache: in 100 dimensions search trees do no better.
/// Throws Error unless 1 <= k < count, or if count * k exceeds `most_neighbour_pairs`.
/// scikit-learn: sklearn.neighbors.NearestNeighbors(n_neighbors=k, algorithm="brute").fit(points).kneighbors().
inline std::vector<Neighbour> nearest_neighbours(const Points& points, std::size_t k, int threads = default_threads()) {
    const std::size_t n = points.count();
    if (k < 1 || k >= n)
        throw Error("nearest_neighbours: " + std::to_string(k) + " neighbours among " + std::to_string(n) + " points; ask for 1 to count - 1");
    if (n > std::numeric_limits<std::uint32_t>::max() || k > most_neighbour_pairs / n)
        throw Error("nearest_neighbours: " + std::to_string(k) + " neighbours for each of " + std::to_string(n) + " points are more than " +
                    std::to_string(most_neighbour_pairs) + " pairs; ask for fewer neighbours (t-SNE: a lower perplexity) or pass fewer points");
    constexpr std::size_t queries = 16;
    std::vector<Neighbour> neighbours(n * k);

    // Each row is a heap of the k nearest so far, the furthest of them on top.
    const auto search = [&](std::size_t block) {
        const std::size_t begin = block * queries, end = std::min(n, begin + queries);
        std::fill(neighbours.begin() + static_cast<std::ptrdiff_t>(begin * k), neighbours.begin() + static_cast<std::ptrdiff_t>(end * k),
                  Neighbour{std::numeric_limits<double>::infinity(), std::numeric_limits<std::uint32_t>::max()});
        for (std::size_t other = 0; other < n; ++other)
            for (std::size_t query = begin; query < end; ++query) {
                if (query == other) continue;
                Neighbour* row = neighbours.data() + query * k;
                const Neighbour found{squared_distance(points[query], points[other], points.dimensions()), static_cast<std::uint32_t>(other)};
                if (!(found < row[0])) continue;
                std::pop_heap(row, row + k);
                row[k - 1] = found;
                std::push_heap(row, row + k);
            }
        for (std::size_t query = begin; query < end; ++query) std::sort_heap(neighbours.data() + query * k, neighbours.data() + (query + 1) * k);
    };
    parallel_for((n + queries - 1) / queries, threads, search);
    return neighbours;
}

} // namespace duet::analysis
