// Matrix products of the sizes that the models meet, against the machine's peak.
#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/kernels/gemm.hpp"

using duet::kernels::Transpose;

/// c (m, n) = a (m, k) b (n, k)^T: a linear layer's forward pass on m rows.
static void gemm(benchmark::State& state) {
    const auto m = static_cast<std::size_t>(state.range(0));
    const auto n = static_cast<std::size_t>(state.range(1));
    const auto k = static_cast<std::size_t>(state.range(2));
    const auto a = bench::random_values(m * k);
    const auto b = bench::random_values(n * k);
    duet::Buffer<float> c(m * n);
    bench::measure(state, {.flop = 2.0 * static_cast<double>(m * n * k)},
                   [&] { duet::kernels::gemm(Transpose::no, Transpose::yes, m, n, k, a.data(), k, b.data(), k, 0.0F, c.data(), n); });
}
BENCHMARK(gemm)
    ->ArgNames({"m", "n", "k"})
    ->Unit(benchmark::kMicrosecond)
    ->Args({512, 512, 512})
    ->Args({128, 256, 3136}) // the image branch's first linear layer
    ->Args({128, 2048, 507}) // a Transformer block's inner layer, one token of 507
    ->Args({4992, 192, 64})  // projections of 128 times 39 tokens
    ->Args({39, 39, 16});    // the scores of one head
