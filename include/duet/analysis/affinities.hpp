// The input similarities of t-SNE.
#pragma once

#include "duet/analysis/neighbours.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace duet::analysis {

/// A neighbour and its joint probability.
struct Affinity {
    std::uint32_t point; ///< Its row.
    double probability;  ///< p_ij, of all that sum to 1.
};

/// A sparse symmetric matrix of joint probabilities p_ij, which sum to 1: the row of point i is entries[first[i]] .. entries[first[i + 1] - 1],
/// by ascending point.
struct Affinities {
    std::vector<std::size_t> first; ///< (count + 1)
    std::vector<Affinity> entries;  ///< Row after row.

    [[nodiscard]] std::size_t count() const { return first.size() - 1; } ///< Points.
    /// What point `i` has to do with others; all others have a probability of 0.
    [[nodiscard]] std::span<const Affinity> row(std::size_t i) const { return {entries.data() + first[i], entries.data() + first[i + 1]}; }
};

/// Fills `probabilities` with p_j|i proportional to exp(-beta d_ij^2), beta chosen by bisection so that the entropy is ln(perplexity).
/// `row` is sorted. Distances are taken relative to the nearest and in units of their mean: any scale of data does.
/// Where all are equal, or too many ties stand at the nearest, the distribution is as even as it must be.
inline void calibrate(std::span<const Neighbour> row, double perplexity, std::span<double> probabilities) {
    const double nearest = row.front().squared_distance, target = std::log(perplexity);
    double unit = 0;
    for (const Neighbour& neighbour : row) unit += (neighbour.squared_distance - nearest) / static_cast<double>(row.size());
    double beta = 1, low = 0, high = std::numeric_limits<double>::infinity(), sum = 0;
    for (int step = 0; step < 100; ++step) {
        sum = 0;
        double energy = 0;
        for (std::size_t j = 0; j < row.size(); ++j) {
            const double distance = unit > 0 ? (row[j].squared_distance - nearest) / unit : 0;
            probabilities[j] = std::exp(-beta * distance);
            sum += probabilities[j];
            energy += beta * distance * probabilities[j];
        }
        const double excess = std::log(sum) + energy / sum - target;
        if (std::abs(excess) < 1e-10) break;
        (excess > 0 ? low : high) = beta;
        beta = std::isinf(high) ? 2 * beta : (low + high) / 2;
    }
    for (double& probability : probabilities) probability /= sum;
}

/// The joint probabilities p_ij = (p_j|i + p_i|j) / 2n of the points whose `k` neighbours are given, (count, k).
/// Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms", JMLR 15, 2014, equations 5 to 7.
inline Affinities joint_affinities(std::span<const Neighbour> neighbours, std::size_t k, double perplexity, int threads) {
    const std::size_t n = neighbours.size() / k;
    std::vector<double> conditional(n * k);
    for_slots(n, threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) calibrate(neighbours.subspan(i * k, k), perplexity, std::span(conditional).subspan(i * k, k));
    });

    // Each p_j|i is entered in row i and in row j; a row then holds a point twice where both are neighbours of each other.
    Affinities joint{std::vector<std::size_t>(n + 1), std::vector<Affinity>(2 * n * k)};
    for (std::size_t i = 0; i < n; ++i) joint.first[i + 1] = k;
    for (const Neighbour& neighbour : neighbours) ++joint.first[neighbour.point + 1];
    for (std::size_t i = 0; i < n; ++i) joint.first[i + 1] += joint.first[i];
    std::vector<std::size_t> next(joint.first.begin(), joint.first.end() - 1);
    for (std::size_t entry = 0; entry < n * k; ++entry) {
        const auto i = static_cast<std::uint32_t>(entry / k), j = neighbours[entry].point;
        const double probability = conditional[entry] / (2 * static_cast<double>(n));
        joint.entries[next[i]++] = {j, probability};
        joint.entries[next[j]++] = {i, probability};
    }

    std::size_t kept = 0;
    for (std::size_t i = 0, begin = 0; i < n; ++i) {
        const std::size_t end = joint.first[i + 1], row = kept;
        Affinity* entries = joint.entries.data();
        std::sort(entries + begin, entries + end, [](const Affinity& a, const Affinity& b) { return a.point < b.point; });
        for (; begin < end; ++begin)
            if (kept > row && entries[kept - 1].point == entries[begin].point)
                entries[kept - 1].probability += entries[begin].probability;
            else
                entries[kept++] = entries[begin];
        joint.first[i + 1] = kept;
    }
    joint.entries.resize(kept);
    return joint;
}

} // namespace duet::analysis
