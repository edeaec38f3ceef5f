// Kernels that go along rows: softmax and layer normalisation, one thread, at the sizes of a twin39 step of 128 samples.
#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/kernels/layer_norm.hpp"
#include "duet/kernels/softmax.hpp"

namespace {

constexpr std::size_t tokens = std::size_t{128} * 39;

/// The scores of 4 heads.
void softmax(benchmark::State& state) {
    constexpr std::size_t rows = tokens * 4;
    constexpr std::size_t columns = 39;
    const auto x = bench::random_values(rows * columns);
    duet::Buffer<float> y(x.size());
    bench::measure(state, {.bytes = 2 * bench::float_bytes(x.size())}, [&] {
        for (std::size_t r = 0; r < rows; ++r) duet::kernels::softmax_row(columns, 0.25F, x.data() + r * columns, y.data() + r * columns);
    });
}
BENCHMARK(softmax)->Name("softmax/rows:19968/columns:39")->Unit(benchmark::kMicrosecond);

struct Norm {
    static constexpr std::size_t columns = 64;
    const duet::Buffer<float> x = bench::random_values(tokens * columns);
    const duet::Buffer<float> dy = bench::random_values(x.size());
    const duet::Buffer<float> weight = bench::random_values(columns);
    duet::Buffer<float> y{x.size()};
    duet::Buffer<float> mean{tokens};
    duet::Buffer<float> inverse_deviation{tokens};
    duet::Buffer<float> gradients{2 * columns};
    bench::OneThread<bench::Slots<2 * columns>> workers;

    void forward() {
        duet::kernels::layer_norm<columns>(*workers, tokens, 1e-5F, weight.data(), weight.data(), x.data(), y.data(), mean.data(),
                                           inverse_deviation.data());
    }
    void backward() {
        duet::kernels::layer_norm_gradient<columns>(*workers, tokens, weight.data(), x.data(), mean.data(), inverse_deviation.data(), dy.data(),
                                                    y.data(), gradients.data(), columns);
    }
};

void layer_norm(benchmark::State& state) {
    Norm norm;
    bench::measure(state, {.bytes = 2 * bench::float_bytes(norm.x.size())}, [&] { norm.forward(); });
}
BENCHMARK(layer_norm)->Name("layer_norm/forward/rows:4992/columns:64")->Unit(benchmark::kMicrosecond);

void layer_norm_gradient(benchmark::State& state) {
    Norm norm;
    norm.forward();
    bench::measure(state, {.bytes = 3 * bench::float_bytes(norm.x.size())}, [&] { norm.backward(); });
}
BENCHMARK(layer_norm_gradient)->Name("layer_norm/backward/rows:4992/columns:64")->Unit(benchmark::kMicrosecond);

} // namespace
