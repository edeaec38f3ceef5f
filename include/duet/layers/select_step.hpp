// Picks one step of a sequence: what FirstStep and LastStep have in common.
#pragma once

#include "duet/layers/layer.hpp"
#include "duet/layers/sequence.hpp"

#include <algorithm>
#include <cstddef>

namespace duet {

/// `Spec` is FirstStep or LastStep, `Step` the index of the step it picks.
template <class Spec, class In, std::size_t Step>
struct SelectStepLayer : LayerDefaults {
    using Input = In;
    using Output = Shape<In::last>;
    static constexpr std::string_view type_name = Spec::type_name;
    static constexpr std::size_t first = Step * In::last;

    template <class T, Mode M>
    static void forward(const Run<T, M>&, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        for (std::size_t s = 0; s < x.size; ++s) std::copy_n(x[s] + first, In::last, y[s]);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            run.workers.for_slots(dy.size, [&](std::size_t, std::size_t begin, std::size_t end) {
                std::fill(dx[begin], dx[end], T{});
                for (std::size_t s = begin; s < end; ++s) std::copy_n(dy[s], In::last, dx[s] + first);
            });
        }
    }
};

} // namespace duet
