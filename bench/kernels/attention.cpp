// Attention among 39 tokens, 4 heads of width 16, batch 128: what a block of twin39 asks for.
#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/kernels/attention.hpp"

namespace {

using namespace duet::kernels;

constexpr AttentionExtents extents{4, 39, 39, 16};
constexpr std::size_t samples = 128;
constexpr std::size_t stride = 3 * extents.row(); // queries, keys and values of a token side by side

struct Tensors {
    duet::Buffer<float> projections = bench::random_values(samples * extents.queries * stride);
    duet::Buffer<float> weights{samples * extents.heads * extents.weights()};
    duet::Buffer<float> context{samples * extents.queries * extents.row()};
    duet::Buffer<float> gradients{projections.size()};
    const duet::Buffer<float> context_gradient = bench::random_values(context.size());
    struct Needs {
        static constexpr std::size_t slot_size = 0;
        static constexpr std::size_t thread_size = attention_thread_size(extents);
        static constexpr std::size_t shared_size = 0;
    };
    bench::OneThread<Needs> workers;

    template <class T>
    static AttentionRows<T> rows(T* first) {
        return {first, first + extents.row(), first + 2 * extents.row(), stride, stride};
    }
    void forward(const AttentionDropout& dropout) {
        attention<extents>(*workers, samples, dropout, rows<const float>(projections.data()), weights.data(), context.data());
    }
    void backward(const AttentionDropout& dropout) {
        attention_gradient<extents>(*workers, samples, dropout, rows<const float>(projections.data()), weights.data(), context_gradient.data(),
                                    rows(gradients.data()));
    }
};

/// One product of scores' or values' size, over all samples and heads.
constexpr double product = 2.0 * samples * extents.heads * extents.queries * extents.keys * extents.width;

void forward(benchmark::State& state, double probability) {
    Tensors tensors;
    bench::measure(state, {.flop = 2 * product}, [&] { tensors.forward({.probability = probability, .random = {1, 2}}); });
}

void backward(benchmark::State& state, double probability) {
    Tensors tensors;
    tensors.forward({.probability = probability, .random = {1, 2}});
    bench::measure(state, {.flop = 4 * product}, [&] { tensors.backward({.probability = probability, .random = {1, 2}}); });
}

BENCHMARK_CAPTURE(forward, 0, 0.0)->Name("attention/forward/tokens:39")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(backward, 0, 0.0)->Name("attention/backward/tokens:39")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forward, 1, 0.1)->Name("attention/forward/tokens:39/dropout")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(backward, 1, 0.1)->Name("attention/backward/tokens:39/dropout")->Unit(benchmark::kMillisecond);

} // namespace
