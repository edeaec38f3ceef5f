#include "digits/clusters.hpp"

#include "digits/engine/engine.hpp"
#include "digits/terminal/live_line.hpp"

#include "duet/analysis/cluster_scores.hpp"
#include "duet/analysis/kmeans.hpp"
#include "duet/analysis/tsne.hpp"
#include "duet/core/random.hpp"

#include <algorithm>

namespace digits {

Clusters cluster(const duet::analysis::Points& points, std::span<const int> labels, std::uint64_t seed, int threads) {
    duet::analysis::KMeansOptions options;
    options.clusters = class_count;
    options.seed = seed;
    options.threads = threads;
    Clusters found;
    found.of = duet::analysis::k_means(points, options).labels;
    found.purity = duet::analysis::purity(labels, found.of);
    found.nmi = duet::analysis::normalized_mutual_information(labels, found.of);
    found.ari = duet::analysis::adjusted_rand_index(labels, found.of);
    found.silhouette = duet::analysis::silhouette(points, found.of, threads);
    return found;
}

std::vector<double> lay_out(const std::string& what, std::span<const float> embeddings, std::size_t size, std::uint64_t seed, int threads) {
    LiveLine line;
    duet::analysis::TsneOptions options;
    options.seed = seed;
    options.threads = threads;
    options.progress = [&](const duet::analysis::TsneProgress& p) {
        if (line.due()) line.draw(what + ": t-SNE " + std::to_string(p.iteration) + "/" + std::to_string(p.iterations));
    };
    return duet::analysis::tsne(duet::analysis::Points(embeddings, size, what + " embedding"), options).layout;
}

std::vector<std::size_t> choose(std::vector<std::size_t> indices, std::size_t limit, std::uint64_t seed) {
    if (indices.size() <= limit) return indices;
    duet::Random(seed, 3).shuffle(std::span(indices));
    indices.resize(limit);
    std::ranges::sort(indices);
    return indices;
}

} // namespace digits
