// The cost of t-SNE and its gradient.
#pragma once

#include "duet/analysis/affinities.hpp"
#include "duet/analysis/space_partition_tree.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace duet::analysis {

/// The Barnes-Hut gradient of KL(P || Q), where q_ij = 1 / (1 + |y_i - y_j|^2) / Z and Z makes the q_ij sum to 1:
/// 4 sum_j (p_ij - q_ij) q_ij Z (y_i - y_j). Attraction runs over the neighbours in P, repulsion over the cells of a quad-tree.
/// Source: van der Maaten, JMLR 15, 2014, section 4.
class TsneGradient {
public:
    /// The affinities must outlive it. `theta` as in TsneOptions.
    TsneGradient(const Affinities& affinities, double theta, int threads)
        : affinities_(affinities), theta_(theta), threads_(threads), repulsion_(2 * affinities.count()), q_(affinities.count()) {}

    /// Writes the gradient, (count, 2), at the layout `y`, (count, 2); P is multiplied by `exaggeration`. Returns Z.
    double operator()(std::span<const double> y, double exaggeration, std::span<double> gradient) {
        tree_.build(y);
        constexpr std::size_t lanes = SpacePartitionTree::lanes;
        const std::size_t n = affinities_.count();
        for_slots((n + lanes - 1) / lanes, threads_, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t group = begin; group < end; ++group) repel(y, group * lanes);
            for (std::size_t i = begin * lanes; i < std::min(n, end * lanes); ++i) attract(y, i, exaggeration, gradient);
        });
        double z = 0;
        for (const double q : q_) z += q;
        for (std::size_t i = 0; i < 2 * n; ++i) gradient[i] = 4 * (gradient[i] - repulsion_[i] / z);
        return z;
    }

    /// KL(P || Q) in nats at the layout `y`, given its Z.
    [[nodiscard]] double divergence(std::span<const double> y, double z) const {
        double sum = 0;
        for (std::size_t i = 0; i < affinities_.count(); ++i)
            for (const Affinity& affinity : affinities_.row(i))
                if (affinity.probability > 0) sum += affinity.probability * std::log(affinity.probability * z * (1 + squared(y, i, affinity.point)));
        return sum;
    }

private:
    const Affinities& affinities_;
    double theta_;
    int threads_;
    SpacePartitionTree tree_;
    std::vector<double> repulsion_, q_;

    static double squared(std::span<const double> y, std::size_t i, std::size_t j) {
        const double dx = y[2 * i] - y[2 * j], dy = y[2 * i + 1] - y[2 * j + 1];
        return dx * dx + dy * dy;
    }

    // The points at `position` and after on the Z-order curve; surplus lanes of the last group repeat its last point.
    void repel(std::span<const double> y, std::size_t position) {
        constexpr std::size_t lanes = SpacePartitionTree::lanes;
        const std::size_t filled = std::min(lanes, tree_.count() - position);
        SpacePartitionTree::Lanes own_x, own_y;
        for (std::size_t l = 0; l < lanes; ++l) {
            const std::size_t i = tree_.point(position + std::min(l, filled - 1));
            own_x[l] = y[2 * i];
            own_y[l] = y[2 * i + 1];
        }
        const SpacePartitionTree::Repulsion sum = tree_.repulsion(own_x, own_y, theta_);
        for (std::size_t l = 0; l < filled; ++l) {
            const std::size_t i = tree_.point(position + l);
            repulsion_[2 * i] = sum.x[l];
            repulsion_[2 * i + 1] = sum.y[l];
            q_[i] = sum.q[l] - 1; // without itself
        }
    }

    void attract(std::span<const double> y, std::size_t i, double exaggeration, std::span<double> gradient) const {
        double x_sum = 0, y_sum = 0;
        for (const Affinity& affinity : affinities_.row(i)) {
            const std::size_t j = affinity.point;
            const double weight = affinity.probability / (1 + squared(y, i, j));
            x_sum += weight * (y[2 * i] - y[2 * j]);
            y_sum += weight * (y[2 * i + 1] - y[2 * j + 1]);
        }
        gradient[2 * i] = exaggeration * x_sum;
        gradient[2 * i + 1] = exaggeration * y_sum;
    }
};

} // namespace duet::analysis
