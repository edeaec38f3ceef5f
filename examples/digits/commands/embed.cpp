#include "digits/commands/commands.hpp"

#include "digits/clusters.hpp"
#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/plot/embedding.hpp"
#include "digits/rows_for.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"
#include "digits/terminal/table.hpp"

#include "duet/analysis/points.hpp"
#include "duet/core/error.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy_writer.hpp"

#include <cstdio>
#include <filesystem>

namespace digits {

namespace fs = std::filesystem;

namespace {

/// t-SNE to two dimensions, k-means on it, and their files.
Clusters analyse(const std::string& which, std::span<const float> values, std::size_t size, std::span<const int> labels,
                 const EmbedArguments& arguments, std::uint64_t seed) {
    const std::vector<double> layout = lay_out(which, values, size, seed, arguments.threads);
    const Clusters found = cluster(duet::analysis::Points(layout, 2, "layout"), labels, seed, arguments.threads);

    const fs::path folder(arguments.out);
    const std::vector<float> coordinates(layout.begin(), layout.end());
    duet::data::write_npy(folder / (which + ".npy"), coordinates, {labels.size(), 2});
    if (!arguments.json) std::printf("wrote %s\n", (folder / (which + ".npy")).c_str());
    const std::string title = which + " embeddings: NMI " + fixed(found.nmi, 3) + ", purity " + fixed(found.purity, 3) + ", ARI " +
                              fixed(found.ari, 3) + ", silhouette " + fixed(found.silhouette, 3);
    const PlotResult drawn = draw_embedding(folder / (which + ".png"), layout, found.of, labels, title);
    if (!drawn) {
        std::fprintf(stderr, "digits: %s\n", drawn.problem.c_str());
    } else if (!arguments.json) {
        std::printf("wrote %s\n", (folder / (which + ".png")).c_str());
    }
    return found;
}

} // namespace

void embed(const EmbedArguments& arguments) {
    const SavedModel saved = load_model(arguments.model);
    if (!arguments.json) announce_data(arguments.data);
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

    if (!arguments.json) std::printf("embeddings of %s %s\n", grouped(indices.size()).c_str(), judged.description.c_str());
    Table table({"embedding", "purity", "NMI", "ARI", "silhouette"});
    std::vector<std::vector<std::string>> csv;
    nlohmann::ordered_json report{{"model", saved.facts.name}, {"rows", indices.size()}, {"data", judged.description}, {"folder", arguments.out}};
    const auto add = [&](const std::string& which, std::span<const float> values, std::size_t size) {
        const Clusters s = analyse(which, values, size, labels, arguments, saved.facts.seed);
        const std::vector<std::string> cells{which, fixed(s.purity, 4), fixed(s.nmi, 4), fixed(s.ari, 4), fixed(s.silhouette, 4)};
        table.row(cells);
        csv.push_back(cells);
        report["embeddings"].push_back({{"embedding", which}, {"purity", s.purity}, {"nmi", s.nmi}, {"ari", s.ari}, {"silhouette", s.silhouette}});
    };
    add("image", embeddings.image, engine.image_embedding_size());
    add("audio", embeddings.audio, engine.audio_embedding_size());
    const fs::path scores = fs::path(arguments.out) / "scores.csv";
    duet::data::write_csv(scores, {"embedding", "purity", "nmi", "ari", "silhouette"}, csv);
    if (arguments.json) {
        print_json(report);
    } else {
        std::printf("wrote %s\n\n%s", scores.c_str(), table.text().c_str());
    }
}

} // namespace digits
