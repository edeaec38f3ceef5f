// What batch normalisation of columns and of pictures' planes share.
#pragma once

#include "duet/layers/layer.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace duet {

/// Batch normalisation of `Channels::count` channels, of which a sample has `Channels::area` values each; `Channels` has the kernels.
template <class In, double Eps, double Momentum, class Channels>
struct BatchNormalisationLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::size_t channels = Channels::count;
    static constexpr std::array parameter_list{Parameter{"weight", Shape<channels>{}, {Scheme::ones}},
                                               Parameter{"bias", Shape<channels>{}, {Scheme::zeros}},
                                               Parameter{"running_mean", Shape<channels>{}, {Scheme::zeros}, ParameterKind::statistic},
                                               Parameter{"running_var", Shape<channels>{}, {Scheme::ones}, ParameterKind::statistic}};
    /// Mean and variance of the batch, in the places of its first sample.
    using Cache = Shapes<Shape<channels>, Shape<channels>>;
    static constexpr std::size_t slot_size = 2 * channels;
    static constexpr bool reads_input = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        const T* mean = parameters + offset("running_mean");
        const T* variance = parameters + offset("running_var");
        if constexpr (M == Mode::training) {
            Channels::statistics(run.workers, x.size, values_of_channel(run, x.size), sum_parts(run), x.data, cache.data[0], cache.data[1]);
            mean = cache.data[0];
            variance = cache.data[1];
        }
        Channels::normalise(run.workers, x.size, static_cast<T>(Eps), parameters + offset("weight"), parameters + offset("bias"), mean, variance,
                            x.data, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        const std::size_t values = values_of_channel(run, x.size);
        T* input_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) input_gradient = dx.data;
        Channels::gradient(run.workers, x.size, values, sum_parts(run), static_cast<T>(Eps), parameters + offset("weight"), cache.data[0],
                           cache.data[1], x.data, dy.data, input_gradient, gradients + offset("weight"), gradients + offset("bias"));
        const T unbias = values > 1 ? static_cast<T>(values) / static_cast<T>(values - 1) : T{1};
        const T share = static_cast<T>(x.size) / static_cast<T>(run.whole_batch(x.size)); // what the parts leave here is summed
        const T pace = static_cast<T>(Momentum) * share;
        for (std::size_t c = 0; c < channels; ++c) {
            const std::size_t mean = offset("running_mean") + c;
            const std::size_t variance = offset("running_var") + c;
            gradients[mean] += pace * (parameters[mean] - cache.data[0][c]);
            gradients[variance] += pace * (parameters[variance] - unbias * cache.data[1][c]);
        }
    }

private:
    static consteval std::size_t offset(std::string_view name) { return parameter_offset<BatchNormalisationLayer>(name); }

    /// Statistics are of the whole batch where the processes that see it sum them, else of the samples seen.
    template <class T, Mode M>
    static std::size_t values_of_channel(const Run<T, M>& run, std::size_t samples) {
        return (run.ranks == nullptr ? samples : run.whole_batch(samples)) * Channels::area;
    }
    template <class T, Mode M>
    static auto sum_parts(const Run<T, M>& run) {
        return [ranks = run.ranks](std::span<T> values) {
            if (ranks != nullptr) ranks->sum(values);
        };
    }
};

} // namespace duet
