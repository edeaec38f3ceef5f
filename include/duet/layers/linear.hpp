// y = x W^T + b on the last axis.
#pragma once

#include "duet/kernels/linear.hpp"
#include "duet/layers/layer.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace duet {

template <class In, std::size_t Features>
struct LinearLayer : LayerDefaults {
    using Input = In;
    using Output = with_last<In, Features>;
    static constexpr std::string_view type_name = "Linear";
    static constexpr std::size_t width = In::last;
    static constexpr std::array parameter_list{Parameter{"weight", Shape<Features, width>{}, {Scheme::fan_in_uniform, width, Features}},
                                               Parameter{"bias", Shape<Features>{}, {Scheme::fan_in_uniform, width, Features}}};
    static constexpr std::size_t slot_size = kernels::linear_slot_size(width, Features);
    static constexpr std::size_t prepared_size = kernels::linear_prepared_size(width, Features);
    static constexpr std::size_t shared_size = prepared_size;
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = In::rows * width * Features;

    template <class T>
    static void prepare(const Workers<T>&, const T* parameters, T* prepared) {
        kernels::prepare_linear(width, Features, parameters + parameter_offset<LinearLayer>("weight"), prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        constexpr std::size_t weight = parameter_offset<LinearLayer>("weight");
        constexpr std::size_t bias = parameter_offset<LinearLayer>("bias");
        kernels::linear(run.workers, x.size * In::rows, width, Features, x.data, parameters + weight,
                        prepared_parameters<LinearLayer>(run, parameters), parameters + bias, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>,
                         Batch<const T, Cache>, Batch<const T, Output> dy, auto dx) {
        constexpr std::size_t weight = parameter_offset<LinearLayer>("weight");
        constexpr std::size_t bias = parameter_offset<LinearLayer>("bias");
        const std::size_t rows = x.size * In::rows;
        kernels::add_linear_gradients(run.workers, rows, width, Features, x.data, dy.data, gradients + weight, gradients + bias);
        if constexpr (!is_absent<decltype(dx)>) {
            kernels::linear_input_gradient(run.workers, rows, width, Features, dy.data, parameters + weight, dx.data);
        }
    }
};

/// A fully connected layer: y = x W^T + b on the last axis of any rank.
/// Shapes: (..., in) -> (..., Features). Parameters: `weight` (Features, in), `bias` (Features).
/// PyTorch equivalent: `nn.Linear(in, Features)`.
template <std::size_t Features>
struct Linear {
    static_assert(Features > 0, "Linear: the number of features must be at least 1");

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "Linear needs one input of Shape<..., features>; several inputs are joined by Concat or an attention first");
        return is_shape<In>;
    }
    template <class In>
    using layer = LinearLayer<In, Features>;
};

} // namespace duet
