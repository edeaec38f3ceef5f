// The image branch's two convolutions, batch 128, one thread.
#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/kernels/conv2d.hpp"

#include <algorithm>

namespace {

using duet::kernels::ConvShape;

/// 5x5, "same" padding.
constexpr ConvShape same5(std::size_t in_channels, std::size_t extent, std::size_t out_channels) {
    return {in_channels, extent, out_channels, 5, 1, 2, 2};
}

constexpr std::size_t samples = 128;

template <ConvShape S>
struct Tensors {
    static constexpr double flop = 2.0 * samples * S.weights() * S.out().area();

    const duet::Buffer<float> x = bench::random_values(samples * S.in_channels * S.in.area());
    const duet::Buffer<float> weight = bench::random_values(S.weights());
    const duet::Buffer<float> bias = bench::random_values(S.out_channels);
    const duet::Buffer<float> dy = bench::random_values(samples * S.out_channels * S.out().area());
    duet::Buffer<float> y{dy.size()};
    duet::Buffer<float> dx{x.size()};
    duet::Buffer<float> weight_gradient{weight.size()};
    duet::Buffer<float> bias_gradient{bias.size()};
    bench::OneThread<duet::kernels::ConvScratch<S>> workers;

    void forward() {
        duet::kernels::prepare_forward<S>(*workers, weight.data(), bias.data(), (*workers).shared);
        duet::kernels::conv2d<S>(*workers, samples, x.data(), (*workers).shared, y.data());
    }
    void backward(float* input_gradient) {
        duet::kernels::conv2d_backward<S>(*workers, samples, x.data(), weight.data(), dy.data(), input_gradient, weight_gradient.data(),
                                          bias_gradient.data());
    }
};

template <ConvShape S>
void forward(benchmark::State& state) {
    Tensors<S> tensors;
    bench::measure(state, {.flop = tensors.flop}, [&] { tensors.forward(); });
}

template <ConvShape S>
void weight_gradient(benchmark::State& state) {
    Tensors<S> tensors;
    bench::measure(state, {.flop = tensors.flop}, [&] { tensors.backward(nullptr); });
}

/// One kernel makes both gradients, so the time shown is that of the pair and of the weight gradient alone, one after the other; the rate is that of
/// the difference between their least times.
template <ConvShape S>
void input_gradient(benchmark::State& state) {
    Tensors<S> tensors;
    const auto seconds = [&](float* gradient) {
        const auto start = std::chrono::steady_clock::now();
        tensors.backward(gradient);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    double with = 1e9;
    double without = 1e9;
    bench::calls_per_second(state, [&] {
        with = std::min(with, seconds(tensors.dx.data()));
        without = std::min(without, seconds(nullptr));
    });
    if (with > without) bench::report(state, {.flop = tensors.flop}, 1 / (with - without));
}

template <ConvShape S>
bool register_all(const std::string& shape) {
    const auto add = [&](const std::string& pass, auto run) {
        benchmark::RegisterBenchmark(("conv2d/" + pass + "/" + shape).c_str(), run)->Unit(benchmark::kMillisecond);
    };
    add("forward", forward<S>);
    add("weight_gradient", weight_gradient<S>);
    add("input_gradient", input_gradient<S>);
    return true;
}

const bool registered = register_all<same5(1, 28, 32)>("5x5/1->32/28x28") && register_all<same5(32, 14, 64)>("5x5/32->64/14x14");

} // namespace
