// Kernels that go over elements, one thread: bound by memory where they should be. A plain copy says what memory gives.
#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/kernels/dropout.hpp"
#include "duet/kernels/max_pool2d.hpp"
#include "duet/layers/relu.hpp"
#include "duet/train/adam.hpp"

#include <algorithm>

namespace {

// After the image branch's first convolution: 128 samples of 32 channels, 3,211,264 floats.
constexpr duet::kernels::PoolShape pool{28, 2, 2};
constexpr std::size_t planes = std::size_t{128} * 32;

void copy(benchmark::State& state) {
    const auto x = bench::random_values(static_cast<std::size_t>(state.range(0)));
    duet::Buffer<float> y(x.size());
    bench::measure(state, {.bytes = 2 * bench::float_bytes(x.size())}, [&] { std::copy_n(x.data(), x.size(), y.data()); });
}
BENCHMARK(copy)->ArgName("floats")->Arg(32'768)->Arg(3'211'264)->Arg(16'579'091)->Unit(benchmark::kMicrosecond);

void relu(benchmark::State& state) {
    const auto x = bench::random_values(planes * pool.in.area());
    duet::Buffer<float> y(x.size());
    const bench::OneThread<> workers;
    bench::measure(state, {.bytes = 2 * bench::float_bytes(x.size())},
                   [&] { duet::kernels::elementwise(*workers, x.size(), [](auto v) { return duet::ReLU::value(v); }, y.data(), x.data()); });
}
BENCHMARK(relu)->Name("relu/floats:3211264")->Unit(benchmark::kMicrosecond);

void max_pool(benchmark::State& state) {
    const auto x = bench::random_values(planes * pool.in.area());
    duet::Buffer<float> y(planes * pool.out().area());
    const bench::OneThread<> workers;
    bench::measure(state, {.bytes = bench::float_bytes(x.size() + y.size())},
                   [&] { duet::kernels::max_pool2d<pool>(*workers, planes, x.data(), y.data()); });
}
BENCHMARK(max_pool)->Name("max_pool2d/forward/2x2/28x28")->Unit(benchmark::kMicrosecond);

void max_pool_gradient(benchmark::State& state) {
    const auto x = bench::random_values(planes * pool.in.area());
    const auto dy = bench::random_values(planes * pool.out().area());
    duet::Buffer<float> dx(x.size());
    const bench::OneThread<> workers;
    bench::measure(state, {.bytes = bench::float_bytes(2 * x.size() + dy.size())},
                   [&] { duet::kernels::max_pool2d_gradient<pool>(*workers, planes, x.data(), dy.data(), dx.data()); });
}
BENCHMARK(max_pool_gradient)->Name("max_pool2d/backward/2x2/28x28")->Unit(benchmark::kMicrosecond);

/// Random numbers and all.
void dropout(benchmark::State& state) {
    const auto x = bench::random_values(1 << 20);
    duet::Buffer<float> y(x.size());
    const bench::OneThread<> workers;
    bench::measure(state, {.bytes = 2 * bench::float_bytes(x.size())},
                   [&] { duet::kernels::dropout(*workers, {1, 2}, 0, x.size(), 0.2, x.data(), y.data()); });
}
BENCHMARK(dropout)->Name("dropout/floats:1048576")->Unit(benchmark::kMicrosecond);

/// Reads and writes parameters, gradients and both moments.
void adam(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    auto parameters = bench::random_values(size);
    auto gradients = bench::random_values(size);
    duet::Adam::State<float> moments({}, size);
    bench::measure(state, {.bytes = 8 * bench::float_bytes(size)}, [&] { moments.step(1, parameters.span(), gradients.span(), 1e-3); });
}
BENCHMARK(adam)->ArgName("parameters")->Arg(1'031'946)->Arg(16'579'091)->Unit(benchmark::kMicrosecond);

} // namespace
