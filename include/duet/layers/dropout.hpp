// Random zeros while training.
#pragma once

#include "duet/kernels/dropout.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>

namespace duet {

template <class In, double Rate>
struct DropoutLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "Dropout";
    static constexpr bool in_place = true;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        apply(run, x, y);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) apply(run, dy, dx);
    }

private:
    template <class T, Mode M>
    static void apply(const Run<T, M>& run, Batch<const T, In> from, Batch<T, In> to) {
        if constexpr (M == Mode::training && Rate > 0) {
            kernels::dropout(run.workers, run.random, run.first_sample * In::size, from.elements(), Rate, from.data, to.data);
        } else if (to.data != from.data) {
            std::copy_n(from.data, from.elements(), to.data);
        }
    }
};

/// In training each element becomes 0 with probability Rate, and the others are divided by 1 - Rate, with Rate rounded to a multiple of 2^-16; in
/// inference nothing happens.
/// Shape: any -> the same. Source: Srivastava et al. 2014. PyTorch equivalent: `nn.Dropout(Rate)`.
template <double Rate>
struct Dropout {
    static_assert(Rate >= 0 && Rate < 1, "Dropout: the rate is a probability of at least 0 and below 1");

    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "Dropout needs one input of any Shape; put it into each of the branches, or behind what joins them");
        return is_shape<In>;
    }
    template <class In>
    using layer = DropoutLayer<In, Rate>;
};

} // namespace duet
