// Normalises each column of the last axis over the batch.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/batch_norm.hpp"
#include "duet/layers/batch_normalisation.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

namespace detail {
/// The columns of the last axis.
template <class In>
struct Columns {
    static constexpr std::size_t count = In::last;
    static constexpr std::size_t area = In::rows;

    template <class T>
    static void statistics(const Workers<T>& workers, std::size_t samples, const auto&... others) {
        kernels::column_statistics<count>(workers, samples * area, others...);
    }
    template <class T>
    static void normalise(const Workers<T>& workers, std::size_t samples, const auto&... others) {
        kernels::batch_norm<count>(workers, samples * area, others...);
    }
    template <class T>
    static void gradient(const Workers<T>& workers, std::size_t samples, const auto&... others) {
        kernels::batch_norm_gradient<count>(workers, samples * area, others...);
    }
};
} // namespace detail

template <class In, double Eps, double Momentum>
struct BatchNormLayer : BatchNormalisationLayer<In, Eps, Momentum, detail::Columns<In>> {
    static constexpr std::string_view type_name = "BatchNorm";
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
