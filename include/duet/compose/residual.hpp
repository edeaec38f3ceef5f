// y = x + f(x).
#pragma once

#include "duet/compose/sequential.hpp"
#include "duet/kernels/add.hpp"
#include "duet/layers/layer.hpp"

#include <string_view>

namespace duet {

template <class In, class... Specs>
struct ResidualLayer : LayerDefaults {
    using Inner = SequentialLayer<In, Specs...>;
    using Input = In;
    using Output = typename Inner::Output;
    static constexpr std::string_view type_name = "Residual";
    static constexpr auto parameter_list = Inner::parameter_list;
    static constexpr std::size_t slot_size = Inner::slot_size;
    static constexpr std::size_t thread_size = Inner::thread_size;
    static constexpr std::size_t shared_size = Inner::shared_size;
    static constexpr std::size_t prepared_size = Inner::prepared_size;
    static constexpr bool reads_input = Inner::reads_input;
    static constexpr std::size_t multiply_adds = Inner::multiply_adds;

    /// Where backward reads f(x), it is kept beside y, which is no longer f(x).
    static constexpr std::size_t kept_output = Inner::reads_output ? storage_size<Output> : 0;
    template <Mode M>
    static constexpr std::size_t cache_storage = (M == Mode::training ? kept_output : 0) + Inner::template cache_storage<M>;
    static constexpr std::size_t scratch_storage = Inner::scratch_storage;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        Inner::template prepare<T>(workers, parameters, prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, T* cache) {
        if constexpr (M == Mode::training && Inner::reads_output) {
            const Batch<T, Output> inner = place<Output>(cache, x.size);
            Inner::template forward<T>(run, parameters, x, inner, cache + kept_output * x.size);
            std::copy_n(inner.data, inner.elements(), y.data);
        } else {
            Inner::template forward<T>(run, parameters, x, y, cache);
        }
        kernels::add(run.workers, y.elements(), shortcut(x).data, y.data);
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output> y, T* cache,
                         Batch<const T, Output> dy, auto dx) {
        const Batch<const T, Output> inner = Inner::reads_output ? Batch<const T, Output>(cache, x.size) : y;
        Inner::template backward<T>(run, parameters, gradients, x, inner, cache + kept_output * x.size, dy, dx);
        if constexpr (!is_absent<decltype(dx)>) kernels::add(run.workers, dy.elements(), dy.data, shortcut(dx).data);
    }

    template <class Visitor>
    static constexpr void visit_children(Visitor&& visitor) {
        Inner::visit_children(visitor);
    }

private:
    /// Of several inputs the first goes past f.
    template <class B>
    static auto shortcut(B x) {
        if constexpr (is_shapes<Input>) {
            return x.template get<0>();
        } else {
            return x;
        }
    }
};

/// y = x + f(x), with f the parts one after another. With several inputs the first is added: y = x0 + f(x0, x1, ...).
/// Shapes: f must give the shape of the (first) input.
template <class... Specs>
struct Residual {
    template <class In>
    static consteval bool accepts() {
        using Out = typename SequentialLayer<In, Specs...>::Output;
        constexpr bool same = is_unknown<Out> || std::is_same_v<Out, First<In>>;
        static_assert(same, "Residual needs parts that give the shape they take (the first of several), so that both can be added");
        return same;
    }
    template <class In>
    using layer = ResidualLayer<In, Specs...>;

private:
    template <class In>
    struct FirstOf {
        using type = In;
    };
    template <class S, class... More>
    struct FirstOf<Shapes<S, More...>> {
        using type = S;
    };
    template <class In>
    using First = typename FirstOf<In>::type;
};

} // namespace duet
