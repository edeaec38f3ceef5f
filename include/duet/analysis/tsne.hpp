// t-SNE: a layout of high-dimensional points in the plane that keeps neighbours together.
#pragma once

#include "duet/analysis/affinities.hpp"
#include "duet/analysis/neighbours.hpp"
#include "duet/analysis/points.hpp"
#include "duet/analysis/principal_components.hpp"
#include "duet/analysis/tsne_gradient.hpp"
#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace duet::analysis {

/// Where the layout starts: at the principal components, or anywhere.
enum class TsneStart { pca, random };

/// What `TsneOptions::progress` is told.
struct TsneProgress {
    std::size_t iteration;  ///< Done so far.
    std::size_t iterations; ///< In all.
    double divergence;      ///< KL(P || Q) in nats, without exaggeration.
};

/// scikit-learn equivalent: the arguments of `TSNE`.
struct TsneOptions {
    double perplexity = 30;                    ///< Neighbours that count, roughly; reduced to (count - 1) / 3 where there are too few points.
    double theta = 0.5;                        ///< 0: exact; larger: faster and coarser, at most 1.
    double early_exaggeration = 12;            ///< What attraction is multiplied by at first.
    std::size_t exaggeration_iterations = 250; ///< How long, of all iterations.
    std::size_t iterations = 1000;             ///< In all.
    double learning_rate = 0;                  ///< 0: max(count / early_exaggeration / 4, 50), as Belkina et al. 2019 and scikit-learn's "auto".
    TsneStart start = TsneStart::pca;          ///< Where points stand before the first.
    std::uint64_t seed = 0;                    ///< Of a random start.
    int threads = default_threads();           ///< Changes the time, never the result.
    std::size_t progress_interval = 50;        ///< Iterations.
    std::function<void(const TsneProgress&)> progress = {}; ///< Called every `progress_interval` iterations and after the last. May throw to stop.
};

/// scikit-learn equivalent: `embedding_`, `kl_divergence_`.
struct TsneResult {
    std::vector<double> layout; ///< (count, 2) row-major, its mean at the origin.
    double divergence = 0;      ///< KL(P || Q) in nats.
    double perplexity = 0;      ///< The one used.
};

/// Where the points start, (count, 2): principal components with a standard deviation of 1e-4 on the first, as scikit-learn does, and a
/// hundredth of that as noise, which separates duplicates and gives points on a line a second coordinate; or noise of 1e-4 alone.
inline std::vector<double> tsne_start(const Points& points, const TsneOptions& options) {
    const std::size_t n = points.count();
    std::vector<double> layout(2 * n);
    if (options.start == TsneStart::pca) layout = principal_components(points, options.threads);
    double variance = 0;
    for (std::size_t i = 0; i < n; ++i) variance += layout[2 * i] * layout[2 * i] / static_cast<double>(n);
    const double scale = variance > 0 ? 1e-4 / std::sqrt(variance) : 0;
    const double noise = options.start == TsneStart::pca ? 1e-6 : 1e-4;
    Random random(options.seed);
    for (double& value : layout) value = value * scale + noise * random.normal();
    return layout;
}

/// Gradient descent with momentum (0.5 while P is exaggerated, then 0.8) and a gain for each coordinate, which grows while the gradient keeps
/// its sign and shrinks when it turns. Throws Error if the layout runs away.
/// Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 9, 2008; gains: Jacobs 1988.
inline TsneResult tsne_descent(const Affinities& affinities, std::vector<double> layout, const TsneOptions& options) {
    const std::size_t n = affinities.count();
    const double rate = options.learning_rate > 0 ? options.learning_rate : std::max(static_cast<double>(n) / options.early_exaggeration / 4, 50.0);
    TsneGradient gradient_of(affinities, options.theta, options.threads);
    std::vector<double> gradient(2 * n), velocity(2 * n), gains(2 * n, 1.0);
    for (std::size_t iteration = 0; iteration < options.iterations; ++iteration) {
        const bool early = iteration < options.exaggeration_iterations;
        const double z = gradient_of(layout, early ? options.early_exaggeration : 1, gradient);
        if (options.progress && iteration > 0 && iteration % options.progress_interval == 0)
            options.progress({iteration, options.iterations, gradient_of.divergence(layout, z)});
        double mean[2] = {0, 0};
        for (std::size_t i = 0; i < 2 * n; ++i) {
            const bool turned = (gradient[i] > 0) == (velocity[i] > 0);
            gains[i] = turned ? std::max(gains[i] * 0.8, 0.01) : gains[i] + 0.2;
            velocity[i] = (early ? 0.5 : 0.8) * velocity[i] - rate * gains[i] * gradient[i];
            layout[i] += velocity[i];
            mean[i % 2] += layout[i] / static_cast<double>(n);
        }
        for (std::size_t i = 0; i < 2 * n; ++i) {
            layout[i] -= mean[i % 2];
            if (!(std::abs(layout[i]) < Points::largest))
                throw Error("tsne: the layout ran away in iteration " + std::to_string(iteration + 1) + " at learning rate " + std::to_string(rate) +
                            "; set a lower one");
        }
    }
    const double z = gradient_of(layout, 1, gradient);
    TsneResult result{std::move(layout), 0, options.perplexity};
    result.divergence = gradient_of.divergence(result.layout, z);
    if (options.progress) options.progress({options.iterations, options.iterations, result.divergence});
    return result;
}

/// t-SNE in two dimensions by the Barnes-Hut method, O(iterations count log count) after an exact O(count^2 dimensions) neighbour search.
/// Equal input and options give an equal layout, bit for bit, for any number of threads.
/// Throws Error if there are fewer than 4 points, an option is out of range, the neighbours would not fit in memory, or the descent runs away.
/// Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms", JMLR 15, 2014.
/// scikit-learn: sklearn.manifold.TSNE(perplexity, early_exaggeration, init="pca", method="barnes_hut", angle=theta).
inline TsneResult tsne(const Points& points, TsneOptions options = {}) {
    const auto require = [](bool holds, const std::string& message) {
        if (!holds) throw Error("tsne: " + message);
    };
    require(points.count() >= 4, std::to_string(points.count()) + " points; at least 4 are needed");
    require(options.perplexity >= 1 && std::isfinite(options.perplexity), "the perplexity must be a finite number of at least 1");
    require(options.theta >= 0 && options.theta <= 1, "theta must be within 0 to 1");
    require(options.early_exaggeration >= 1 && std::isfinite(options.early_exaggeration), "the early exaggeration must be finite and at least 1");
    require(options.learning_rate >= 0 && std::isfinite(options.learning_rate), "the learning rate must be finite, and positive or 0 (automatic)");
    require(options.iterations >= 1, "0 iterations; at least 1 is needed");
    require(options.progress_interval >= 1, "a progress interval of 0; at least 1 is needed");

    options.perplexity = std::min(options.perplexity, static_cast<double>(points.count() - 1) / 3);
    const auto k = static_cast<std::size_t>(3 * options.perplexity);
    const Affinities affinities = joint_affinities(nearest_neighbours(points, k, options.threads), k, options.perplexity, options.threads);
    return tsne_descent(affinities, tsne_start(points, options), options);
}

/// The same on `points`, (count, dimensions) row-major float or double. Throws Error as `Points` does, too.
template <Coordinates R>
TsneResult tsne(const R& points, std::size_t dimensions, const TsneOptions& options = {}) {
    return tsne(Points(points, dimensions, "tsne"), options);
}

} // namespace duet::analysis
