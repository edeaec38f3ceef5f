// Normalises each column of the last axis over the batch.
#pragma once

#include "duet/kernels/batch_norm.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace duet {

template <class In, double Eps, double Momentum>
struct BatchNormLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "BatchNorm";
    static constexpr std::size_t width = In::last;
    static constexpr std::array parameter_list{Parameter{"weight", Shape<width>{}, {Scheme::ones}},
                                               Parameter{"bias", Shape<width>{}, {Scheme::zeros}},
                                               Parameter{"running_mean", Shape<width>{}, {Scheme::zeros}, ParameterKind::statistic},
                                               Parameter{"running_var", Shape<width>{}, {Scheme::ones}, ParameterKind::statistic}};
    /// Mean and variance of the batch, in the places of its first sample.
    using Cache = Shapes<Shape<width>, Shape<width>>;
    static constexpr std::size_t slot_size = 2 * width;
    static constexpr bool reads_input = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        const T* mean = parameters + parameter_offset<BatchNormLayer>("running_mean");
        const T* variance = parameters + parameter_offset<BatchNormLayer>("running_var");
        if constexpr (M == Mode::training) {
            kernels::column_statistics<width>(run.workers, x.size * In::rows, statistic_rows(run, x.size), sum_parts(run), x.data, cache.data[0],
                                              cache.data[1]);
            mean = cache.data[0];
            variance = cache.data[1];
        }
        kernels::batch_norm<width>(run.workers, x.size * In::rows, static_cast<T>(Eps), parameters + parameter_offset<BatchNormLayer>("weight"),
                                   parameters + parameter_offset<BatchNormLayer>("bias"), mean, variance, x.data, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        constexpr std::size_t mean_at = parameter_offset<BatchNormLayer>("running_mean");
        constexpr std::size_t variance_at = parameter_offset<BatchNormLayer>("running_var");
        const std::size_t rows = x.size * In::rows;
        const std::size_t all_rows = statistic_rows(run, x.size);
        T* input_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) input_gradient = dx.data;
        kernels::batch_norm_gradient<width>(run.workers, rows, all_rows, sum_parts(run), static_cast<T>(Eps),
                                            parameters + parameter_offset<BatchNormLayer>("weight"), cache.data[0], cache.data[1], x.data, dy.data,
                                            input_gradient, gradients + parameter_offset<BatchNormLayer>("weight"),
                                            gradients + parameter_offset<BatchNormLayer>("bias"));
        const T unbias = all_rows > 1 ? static_cast<T>(all_rows) / static_cast<T>(all_rows - 1) : T{1};
        const T share = static_cast<T>(x.size) / static_cast<T>(run.whole_batch(x.size)); // what the parts leave here is summed
        const T pace = static_cast<T>(Momentum) * share;
        for (std::size_t c = 0; c < width; ++c) {
            gradients[mean_at + c] += pace * (parameters[mean_at + c] - cache.data[0][c]);
            gradients[variance_at + c] += pace * (parameters[variance_at + c] - unbias * cache.data[1][c]);
        }
    }

private:
    /// Statistics are of the whole batch where the processes that see it sum them, else of the rows seen.
    template <class T, Mode M>
    static std::size_t statistic_rows(const Run<T, M>& run, std::size_t samples) {
        return (run.ranks == nullptr ? samples : run.whole_batch(samples)) * In::rows;
    }
    template <class T, Mode M>
    static auto sum_parts(const Run<T, M>& run) {
        return [ranks = run.ranks](std::span<T> values) {
            if (ranks != nullptr) ranks->sum(values);
        };
    }
};

/// Batch normalisation of the last axis: y = (x - mean) / sqrt(variance + Eps) * weight + bias of each column. In training mean and (biased) variance
/// are those of all rows of all samples of the batch (of a part of it alone, if parts go through one after another), and running_mean and running_var follow them, by a share of Momentum each step (the
/// unbiased variance); in inference these stand in their place. A sample's output depends on the others of its batch in training alone.
/// Shapes: (..., width) -> (..., width). Parameters: `weight` (width) ones, `bias` (width) zeros; statistics: `running_mean` (width) zeros,
/// `running_var` (width) ones.
/// Source: Ioffe and Szegedy 2015. PyTorch equivalent: `nn.BatchNorm1d(width, eps=Eps, momentum=Momentum)`, of a sequence with its axes swapped.
template <double Eps = 1e-5, double Momentum = 0.1>
struct BasicBatchNorm {
    static_assert(Eps > 0, "BatchNorm: eps must be positive");
    static_assert(Momentum > 0 && Momentum <= 1, "BatchNorm: the momentum is a share above 0 and at most 1");

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "BatchNorm needs one input of Shape<..., width>; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = BatchNormLayer<In, Eps, Momentum>;
};

/// With PyTorch's epsilon, 1e-5, and momentum, 0.1.
using BatchNorm = BasicBatchNorm<>;

} // namespace duet
