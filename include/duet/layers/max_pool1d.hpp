// The largest of each window of tokens.
#pragma once

#include "duet/kernels/max_pool1d.hpp"
#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

template <class In, std::size_t Window, std::size_t Stride>
struct MaxPool1dLayer : LayerDefaults {
    static constexpr kernels::Pool1dShape shape{In::rows, In::last, Window, Stride};

    using Input = In;
    using Output = Shape<shape.out(), In::last>;
    static constexpr std::string_view type_name = "MaxPool1d";
    static constexpr bool reads_input = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        kernels::max_pool1d<shape>(run.workers, x.size, x.data, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input> x, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) kernels::max_pool1d_gradient<shape>(run.workers, x.size, x.data, dy.data, dx.data);
    }
};

/// The largest of each window of tokens, channel by channel; the first of equals receives the gradient. Windows may overlap, and must reach the last
/// token. Shapes: (tokens, width) -> ((tokens - Window) / Stride + 1, width). PyTorch equivalent: `nn.MaxPool1d(Window, Stride)` between two
/// `transpose(1, 2)`.
template <std::size_t Window, std::size_t Stride = Window>
struct MaxPool1d {
    static_assert(Window > 0 && Stride > 0, "MaxPool1d: window and stride must be at least 1");

    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = covers<In>();
        static_assert(fits, "MaxPool1d needs a sequence, Shape<tokens, width>, whose tokens less the window are a multiple of the stride");
        return fits;
    }
    template <class In>
    using layer = MaxPool1dLayer<In, Window, Stride>;

private:
    template <class In>
    static consteval bool covers() {
        if constexpr (is_sequence<In>) return In::rows >= Window && (In::rows - Window) % Stride == 0;
        return false;
    }
};

} // namespace duet
