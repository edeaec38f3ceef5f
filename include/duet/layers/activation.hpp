// What all activations share: one function on each element.
#pragma once

#include "duet/kernels/elementwise.hpp"
#include "duet/layers/layer.hpp"

namespace duet {

/// The layer of an activation, a spec `A` that says
///   type_name
///   reads_input or reads_output    which of x and y its gradient is a function of
///   value(x)                       on a vector of elements
///   gradient(x or y, dy)           likewise
/// Only a gradient that reads y leaves forward free to overwrite x.
template <class In, class A>
struct ActivationLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = A::type_name;
    static constexpr bool reads_input = A::reads_input;
    static constexpr bool reads_output = !A::reads_input;
    static constexpr bool in_place = !A::reads_input;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        kernels::elementwise(run.workers, x.elements(), [](auto v) { return A::value(v); }, y.data, x.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input> x, Batch<const T, Output> y, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            const T* read = reads_input ? x.data : y.data;
            kernels::elementwise(run.workers, dy.elements(), [](auto v, auto slope) { return A::gradient(v, slope); }, dx.data, read, dy.data);
        }
    }
};

} // namespace duet
