// t-SNE of 2,000 embeddings of width 128 in ten groups, 1,000 iterations, as `digits embed` has them.
#include "measure.hpp"

#include "duet/analysis/tsne.hpp"

#include <vector>

static void tsne(benchmark::State& state) {
    constexpr std::size_t points = 2000;
    constexpr std::size_t width = 128;
    duet::Random random(1);
    std::vector<float> centres(10 * width);
    for (float& v : centres) v = static_cast<float>(random.normal());
    std::vector<float> embeddings(points * width);
    for (std::size_t i = 0; i < embeddings.size(); ++i) {
        embeddings[i] = centres[i / width % 10 * width + i % width] + static_cast<float>(0.5 * random.normal());
    }
    const duet::analysis::TsneOptions options{.threads = static_cast<int>(state.range(0))};
    for (auto _ : state) benchmark::DoNotOptimize(duet::analysis::tsne(embeddings, width, options));
}
BENCHMARK(tsne)->Name("tsne/points:2000")->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);
