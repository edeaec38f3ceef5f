// Several inputs, each through a network of its own.
#pragma once

#include "duet/compose/children.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace duet {

template <class In, class... Specs>
struct BranchesLayer;

template <class... In, class... Specs>
struct BranchesLayer<Shapes<In...>, Specs...> : LayerDefaults {
    using Layers = Children<bind<Specs, In>...>;
    using Input = Shapes<In...>;
    using Output = Shapes<typename bind<Specs, In>::Output...>;
    static constexpr std::string_view type_name = "Branches";
    static constexpr std::size_t count = sizeof...(Specs);

    static constexpr typename Layers::Names names = [] {
        std::size_t index = 0;
        return typename Layers::Names{child_name<Specs>(index++)...};
    }();
    static constexpr auto parameter_list = Layers::joined_parameters(names);
    static constexpr std::size_t slot_size = Layers::slot_size;
    static constexpr std::size_t thread_size = Layers::thread_size;
    static constexpr std::size_t shared_size = Layers::shared_size;
    static constexpr std::size_t prepared_size = Layers::prepared_offsets[count];
    static constexpr bool reads_input = (bind<Specs, In>::reads_input || ...);
    static constexpr bool reads_output = (bind<Specs, In>::reads_output || ...);
    static constexpr std::size_t multiply_adds = Layers::multiply_adds;

    template <Mode M>
    static constexpr std::size_t cache_storage = M == Mode::training ? Layers::cache_offsets[count] : Layers::largest_inference_cache;
    static constexpr std::size_t scratch_storage = Layers::largest_scratch;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        Layers::prepare(workers, parameters, prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, T* cache) {
        for_each([&]<std::size_t I>() {
            Layers::template forward<I>(run, I, names[I], parameters, x.template get<I>(), y.template get<I>(), cache_of<I, M>(cache, x.size));
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output> y, T* cache,
                         Batch<const T, Output> dy, auto dx) {
        for_each([&]<std::size_t I>() {
            const auto call = [&](auto part) {
                Layers::template backward<I>(run.child(I), parameters, gradients, x.template get<I>(), y.template get<I>(),
                                             cache_of<I, M>(cache, x.size), dy.template get<I>(), part);
            };
            if constexpr (is_absent<decltype(dx)>) {
                call(dx);
            } else {
                call(dx.template get<I>());
            }
        });
    }

    template <class Visitor>
    static constexpr void visit_children(Visitor&& visitor) {
        Layers::visit(names, visitor);
    }

private:
    template <class F>
    static void for_each(const F& step) {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (step.template operator()<I>(), ...); }(std::make_index_sequence<count>{});
    }
    template <std::size_t I, Mode M, class T>
    static T* cache_of(T* cache, std::size_t samples) {
        return M == Mode::training ? cache + Layers::cache_offsets[I] * samples : cache;
    }
};

/// Several inputs side by side, the i-th through the i-th part.
/// Shapes: Shapes<in0, in1, ...> -> Shapes<out0, out1, ...>. As many parts as inputs.
template <class... Specs>
struct Branches {
    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = matches<In>();
        static_assert(fits, "Branches needs as many inputs as it has branches: give the model one Shape for each branch");
        return fits;
    }
    template <class In>
    using layer = BranchesLayer<In, Specs...>;

private:
    template <class In>
    static consteval bool matches() {
        if constexpr (is_shapes<In>) {
            return In::count == sizeof...(Specs);
        } else {
            return false;
        }
    }
};

} // namespace duet
