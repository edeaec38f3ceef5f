#include "digits/commands/commands.hpp"

#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/plot/embedding.hpp"
#include "digits/rows_for.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/live_line.hpp"
#include "digits/terminal/table.hpp"

#include "duet/analysis/cluster_scores.hpp"
#include "duet/analysis/kmeans.hpp"
#include "duet/analysis/tsne.hpp"
#include "duet/core/error.hpp"
#include "duet/core/random.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace digits {

namespace fs = std::filesystem;

namespace {

struct EmbeddingScores {
    double purity = 0, nmi = 0, ari = 0, silhouette = 0;
};

/// A random choice of at most `limit` indices, in ascending order.
std::vector<std::size_t> choose(std::vector<std::size_t> indices, std::size_t limit, std::uint64_t seed) {
    if (indices.size() <= limit) return indices;
    duet::Random(seed, 3).shuffle(std::span(indices));
    indices.resize(limit);
    std::sort(indices.begin(), indices.end());
    return indices;
}

/// t-SNE to two dimensions, k-means on it, its scores and files.
EmbeddingScores analyse(const std::string& which, std::span<const float> values, std::size_t size, std::span<const int> labels,
                        const EmbedArguments& arguments, std::uint64_t seed) {
    LiveLine line;
    duet::analysis::TsneOptions options;
    options.seed = seed;
    options.threads = arguments.threads;
    options.progress = [&](const duet::analysis::TsneProgress& p) {
        if (line.due()) line.draw(which + ": t-SNE " + std::to_string(p.iteration) + "/" + std::to_string(p.iterations));
    };
    const auto layout = duet::analysis::tsne(duet::analysis::Points(values, size, which + " embedding"), options).layout;
    line.clear();
    duet::analysis::KMeansOptions clustering;
    clustering.clusters = class_count;
    clustering.seed = seed;
    clustering.threads = arguments.threads;
    const duet::analysis::Points points(layout, 2, "layout");
    const std::vector<int> clusters = duet::analysis::k_means(points, clustering).labels;

    EmbeddingScores scores;
    scores.purity = duet::analysis::purity(labels, clusters);
    scores.nmi = duet::analysis::normalized_mutual_information(labels, clusters);
    scores.ari = duet::analysis::adjusted_rand_index(labels, clusters);
    scores.silhouette = duet::analysis::silhouette(points, clusters, arguments.threads);

    const fs::path folder(arguments.out);
    const std::vector<float> coordinates(layout.begin(), layout.end());
    duet::data::write_npy(folder / (which + ".npy"), coordinates, {labels.size(), 2});
    std::printf("wrote %s\n", (folder / (which + ".npy")).c_str());
    const std::string title = which + " embeddings: NMI " + fixed(scores.nmi, 3) + ", purity " + fixed(scores.purity, 3) + ", ARI " +
                              fixed(scores.ari, 3) + ", silhouette " + fixed(scores.silhouette, 3);
    const PlotResult drawn = draw_embedding(folder / (which + ".png"), layout, clusters, labels, title);
    if (drawn) {
        std::printf("wrote %s\n", (folder / (which + ".png")).c_str());
    } else {
        std::fprintf(stderr, "digits: %s\n", drawn.problem.c_str());
    }
    return scores;
}

} // namespace

void embed(const EmbedArguments& arguments) {
    const SavedModel saved = load_model(arguments.model);
    announce_data(arguments.data);
    const JudgedRows judged = rows_to_judge(saved, {arguments.data, saved.facts.seed, arguments.threads});
    const std::vector<std::size_t> indices = choose(judged.indices, arguments.limit, saved.facts.seed);
    const std::vector<int> labels = labels_of(judged.rows, indices);
    if (indices.size() < least_embedded) {
        throw duet::Error(arguments.data + ": has " + std::to_string(indices.size()) + " rows to embed; expected at least " +
                          std::to_string(least_embedded));
    }
    require_output_folder(arguments.out, {"image.npy", "audio.npy", "scores.csv"});

    const Engine& engine = *saved.engine;
    const Embeddings embeddings = embed_rows(saved, judged.rows, indices, arguments.threads);

    std::printf("embeddings of %s %s\n", grouped(indices.size()).c_str(), judged.description.c_str());
    Table table({"embedding", "purity", "NMI", "ARI", "silhouette"});
    std::vector<std::vector<std::string>> csv;
    const auto add = [&](const std::string& which, std::span<const float> values, std::size_t size) {
        const EmbeddingScores s = analyse(which, values, size, labels, arguments, saved.facts.seed);
        const std::vector<std::string> cells{which, fixed(s.purity, 4), fixed(s.nmi, 4), fixed(s.ari, 4), fixed(s.silhouette, 4)};
        table.row(cells);
        csv.push_back(cells);
    };
    add("image", embeddings.image, engine.image_embedding_size());
    add("audio", embeddings.audio, engine.audio_embedding_size());
    const fs::path scores = fs::path(arguments.out) / "scores.csv";
    duet::data::write_csv(scores, {"embedding", "purity", "nmi", "ari", "silhouette"}, csv);
    std::printf("wrote %s\n\n%s", scores.c_str(), table.text().c_str());
}

} // namespace digits
