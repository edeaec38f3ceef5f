// y = x W^T + b on the last axis.
#pragma once

#include "duet/kernels/gemm.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>

namespace duet {

template <class In, std::size_t Features>
struct LinearLayer : LayerDefaults {
    using Input = In;
    using Output = with_last<In, Features>;
    static constexpr std::string_view type_name = "Linear";
    static constexpr std::size_t width = In::last;
    static constexpr std::array parameter_list{Parameter{"weight", Shape<Features, width>{}, {Scheme::fan_in_uniform, width, Features}},
                                               Parameter{"bias", Shape<Features>{}, {Scheme::fan_in_uniform, width, Features}}};
    static constexpr std::size_t slot_size = std::max(kernels::weight_gradient_slot_size(Features, width), Features);
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = In::rows * width * Features;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        const T* weight = parameters + parameter_offset<LinearLayer>("weight");
        const T* bias = parameters + parameter_offset<LinearLayer>("bias");
        const std::size_t rows = x.size * In::rows;
        run.workers.for_slots(rows, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) std::copy_n(bias, Features, y.data + r * Features);
        });
        kernels::parallel_gemm(run.workers, kernels::Transpose::no, kernels::Transpose::yes, rows, Features, width, x.data, width, weight, width, T{1},
                               y.data, Features);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        const std::size_t rows = x.size * In::rows;
        kernels::add_weight_gradient(run.workers, rows, Features, width, dy.data, Features, x.data, width,
                                     gradients + parameter_offset<LinearLayer>("weight"));
        kernels::add_column_sums(run.workers, rows, Features, dy.data, gradients + parameter_offset<LinearLayer>("bias"));
        if constexpr (!is_absent<decltype(dx)>) {
            kernels::parallel_gemm(run.workers, kernels::Transpose::no, kernels::Transpose::no, rows, width, Features, dy.data, Features,
                                   parameters + parameter_offset<LinearLayer>("weight"), width, T{}, dx.data, width);
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
