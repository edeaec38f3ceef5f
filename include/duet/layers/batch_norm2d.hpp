// Normalises each plane of pictures over the batch.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/batch_norm2d.hpp"
#include "duet/layers/batch_normalisation.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

namespace detail {
/// The planes of a picture.
template <class In>
struct Planes {
    static constexpr std::size_t count = In::extents[0];
    static constexpr std::size_t area = In::size / count;

    template <class T>
    static void statistics(const Workers<T>& workers, std::size_t samples, const auto&... others) {
        kernels::plane_statistics<count, area>(workers, samples, others...);
    }
    template <class T>
    static void normalise(const Workers<T>& workers, std::size_t samples, const auto&... others) {
        kernels::batch_norm2d<count, area>(workers, samples, others...);
    }
    template <class T>
    static void gradient(const Workers<T>& workers, std::size_t samples, const auto&... others) {
        kernels::batch_norm2d_gradient<count, area>(workers, samples, others...);
    }
};
} // namespace detail

template <class In, double Eps, double Momentum>
struct BatchNorm2dLayer : BatchNormalisationLayer<In, Eps, Momentum, detail::Planes<In>> {
    static constexpr std::string_view type_name = "BatchNorm2d";
};

/// Batch normalisation of pictures: each channel is normalised as BatchNorm does a column, over all pixels of all samples of the batch.
/// Behind a convolution, its ReLU and its pooling it leaves these one layer, and has the fewest pixels to go over.
/// Shapes: (channels, height, width) -> the same. Parameters: `weight` (channels) ones, `bias` (channels) zeros; statistics: `running_mean` (channels)
/// zeros, `running_var` (channels) ones.
/// Source: Ioffe and Szegedy 2015. PyTorch equivalent: `nn.BatchNorm2d(channels, eps=Eps, momentum=Momentum)`.
template <double Eps = 1e-5, double Momentum = 0.1>
struct BasicBatchNorm2d {
    static_assert(Eps > 0, "BatchNorm2d: eps must be positive");
    static_assert(Momentum > 0 && Momentum <= 1, "BatchNorm2d: the momentum is a share above 0 and at most 1");

    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = [] {
            if constexpr (is_shape<In>) return In::rank == 3;
            return false;
        }();
        static_assert(fits, "BatchNorm2d needs one picture, Shape<channels, height, width>; sequences and vectors take BatchNorm");
        return fits;
    }
    template <class In>
    using layer = BatchNorm2dLayer<In, Eps, Momentum>;
};

/// With PyTorch's epsilon, 1e-5, and momentum, 0.1.
using BatchNorm2d = BasicBatchNorm2d<>;

} // namespace duet
