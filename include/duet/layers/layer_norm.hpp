// Normalises the last axis.
#pragma once

#include "duet/kernels/layer_norm.hpp"
#include "duet/layers/layer.hpp"

namespace duet {

template <class In, double Eps>
struct LayerNormLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "LayerNorm";
    static constexpr std::size_t width = In::last;
    static constexpr std::array parameter_list{Parameter{"weight", Shape<width>{}, {Scheme::ones}},
                                               Parameter{"bias", Shape<width>{}, {Scheme::zeros}}};
    /// Mean and inverse deviation of each row.
    using Cache = Shapes<Shape<In::rows>, Shape<In::rows>>;
    static constexpr std::size_t slot_size = parameter_storage(parameter_list);
    static constexpr bool reads_input = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache> cache) {
        kernels::layer_norm<width>(run.workers, x.size * In::rows, static_cast<T>(Eps), parameters + parameter_offset<LayerNormLayer>("weight"),
                                   parameters + parameter_offset<LayerNormLayer>("bias"), x.data, y.data, cache.data[0], cache.data[1]);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache> cache, Batch<const T, Output> dy, auto dx) {
        T* input_gradient = nullptr;
        if constexpr (!is_absent<decltype(dx)>) input_gradient = dx.data;
        kernels::layer_norm_gradient<width>(run.workers, x.size * In::rows, parameters + parameter_offset<LayerNormLayer>("weight"), x.data,
                                            cache.data[0], cache.data[1], dy.data, input_gradient, gradients,
                                            parameter_offset<LayerNormLayer>("bias"));
    }
};

/// Layer normalisation of the last axis: y = (x - mean) / sqrt(variance + Eps) * weight + bias, mean and (biased) variance those of each row.
/// Shapes: (..., width) -> (..., width). Parameters: `weight` (width) ones, `bias` (width) zeros.
/// Source: Ba, Kiros and Hinton 2016. PyTorch equivalent: `nn.LayerNorm(width, eps=Eps)`.
template <double Eps = 1e-5>
struct BasicLayerNorm {
    static_assert(Eps > 0, "LayerNorm: eps must be positive");

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "LayerNorm needs one input of Shape<..., width>; several inputs are joined by Concat or an attention first");
        return is_shape<In>;
    }
    template <class In>
    using layer = LayerNormLayer<In, Eps>;
};

/// With PyTorch's epsilon, 1e-5.
using LayerNorm = BasicLayerNorm<>;

} // namespace duet
