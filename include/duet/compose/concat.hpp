// Several tensors joined on their last axis.
#pragma once

#include "duet/layers/layer.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace duet {

template <class In>
struct ConcatLayer;

template <class S, class... More>
struct ConcatLayer<Shapes<S, More...>> : LayerDefaults {
    using Input = Shapes<S, More...>;
    using Output = with_last<S, (S::last + ... + More::last)>;
    static constexpr std::string_view type_name = "Concat";

    template <class T, Mode M>
    static void forward(const Run<T, M>&, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        for_each_row(x, y, [](const T* part, T* joined, std::size_t width) { std::copy_n(part, width, joined); });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>&, const T*, T*, Batch<const T, Input>, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            for_each_row(dx, dy, [](T* part, const T* joined, std::size_t width) { std::copy_n(joined, width, part); });
        }
    }

private:
    /// Calls `body` for each row of each part beside the place it has in the joined row.
    template <class Parts, class Joined, class F>
    static void for_each_row(Parts parts, Joined joined, const F& body) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            std::size_t column = 0;
            const auto copy_part = [&](auto part) {
                constexpr std::size_t width = decltype(part)::Sample::last;
                for (std::size_t row = 0; row < part.size * S::rows; ++row) {
                    body(part.data + row * width, joined.data + row * Output::last + column, width);
                }
                column += width;
            };
            (copy_part(parts.template get<I>()), ...);
        }(std::make_index_sequence<Input::count>{});
    }
};

/// Joins several tensors on their last axis; all other extents must agree.
/// Shapes: Shapes<(..., a), (..., b), ...> -> (..., a+b+...). PyTorch equivalent: `torch.cat(tensors, dim=-1)`.
struct Concat {
    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = joins(In{});
        static_assert(fits, "Concat needs several inputs that differ in their last extent only");
        return fits;
    }
    template <class In>
    using layer = ConcatLayer<In>;

private:
    template <class S, class... More>
    static consteval bool joins(Shapes<S, More...>) {
        if constexpr (is_shape<S> && (is_shape<More> && ...)) {
            return (std::is_same_v<with_last<S, 1>, with_last<More, 1>> && ...);
        } else {
            return false;
        }
    }
    static consteval bool joins(...) { return false; }
};

} // namespace duet
