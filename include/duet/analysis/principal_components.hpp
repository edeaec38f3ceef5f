// The two directions of largest variance.
#pragma once

#include "duet/analysis/points.hpp"
#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace duet::analysis {

/// The centred points projected on their first two principal axes, (count, 2) row-major. A coordinate without variance is 0 or rounding.
/// Orthogonal iteration v <- X'Xv, from fixed random vectors, until both directions turn by less than about 1e-5 radians, at most 100 times:
/// ample for a starting layout. Each axis points to where its largest weight is positive.
/// scikit-learn: sklearn.decomposition.PCA(n_components=2).fit_transform(points).
inline std::vector<double> principal_components(const Points& points, int threads = default_threads()) {
    const std::size_t n = points.count(), dimensions = points.dimensions();
    using Axis = std::vector<double>;
    Axis mean(dimensions);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < dimensions; ++j) mean[j] += points[i][j] / static_cast<double>(n);

    const auto dot = [](const double* a, const Axis& b) {
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (std::size_t j = 0; j < b.size(); ++j) sum += a[j] * b[j];
        return sum;
    };
    const auto normalise = [&](Axis& axis) {
        const double length = std::sqrt(dot(axis.data(), axis));
        for (double& weight : axis) weight = length > 0 ? weight / length : 0;
    };
    std::vector<double> projected(2 * n);
    const auto project = [&](const std::array<Axis, 2>& axes) {
        const std::array<double, 2> centre{dot(mean.data(), axes[0]), dot(mean.data(), axes[1])};
        for_slots(n, threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                for (std::size_t a = 0; a < 2; ++a) projected[2 * i + a] = dot(points[i], axes[a]) - centre[a];
        });
    };

    std::array<Axis, 2> axes{Axis(dimensions), Axis(dimensions)};
    Random random(0);
    for (Axis& axis : axes) {
        for (double& weight : axis) weight = random.normal();
        normalise(axis);
    }
    bool turning = true;
    for (int step = 0; turning && step < 100; ++step) {
        project(axes);
        std::array<Axis, 2> next{Axis(dimensions), Axis(dimensions)};
        for_slots(dimensions, threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = begin; j < end; ++j) {
                    const double centred = points[i][j] - mean[j];
                    next[0][j] += centred * projected[2 * i];
                    next[1][j] += centred * projected[2 * i + 1];
                }
        });
        normalise(next[0]);
        normalise(next[1]);
        const double overlap = dot(next[0].data(), next[1]);
        for (std::size_t j = 0; j < dimensions; ++j) next[1][j] -= overlap * next[0][j];
        normalise(next[1]);
        turning = dot(next[0].data(), axes[0]) < 1 - 1e-10 || dot(next[1].data(), axes[1]) < 1 - 1e-10;
        axes = std::move(next);
    }
    for (Axis& axis : axes) {
        double largest = 0;
        for (const double weight : axis)
            if (std::abs(weight) > std::abs(largest)) largest = weight;
        if (largest < 0)
            for (double& weight : axis) weight = -weight;
    }
    project(axes);
    return projected;
}

} // namespace duet::analysis
