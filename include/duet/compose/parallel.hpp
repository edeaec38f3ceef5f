// One input, several networks.
#pragma once

#include "duet/compose/children.hpp"
#include "duet/kernels/add.hpp"
#include "duet/layers/layer.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace duet {

template <class In, class... Specs>
struct ParallelLayer : LayerDefaults {
    using Layers = Children<bind<Specs, In>...>;
    using Input = In;
    using Output = Shapes<typename bind<Specs, In>::Output...>;
    static constexpr std::string_view type_name = "Parallel";
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
    /// One network's input gradient, before it is added, and what that network needs itself.
    static constexpr std::size_t scratch_storage = storage_size<In> + Layers::largest_scratch;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        Layers::prepare(workers, parameters, prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, T* cache) {
        for_each([&]<std::size_t I>() {
            Layers::template forward<I>(run, I, names[I], parameters, x, y.template get<I>(), cache_of<I, M>(cache, x.size));
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output> y, T* cache,
                         Batch<const T, Output> dy, auto dx) {
        for_each([&]<std::size_t I>() {
            const auto call = [&](auto part) {
                Layers::template backward<I>(run.child(I, x.size * storage_size<In>), parameters, gradients, x, y.template get<I>(),
                                             cache_of<I, M>(cache, x.size), dy.template get<I>(), part);
            };
            if constexpr (is_absent<decltype(dx)>) { // NOLINT(bugprone-branch-clone): clang refuses both conditions in one
                call(dx);
            } else if constexpr (I == 0) {
                call(dx);
            } else {
                const Batch<T, In> part = place<In>(run.scratch, x.size);
                call(part);
                add(run.workers, part, dx);
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
    template <class T, class S>
    static void add(const Workers<T>& workers, Batch<T, S> part, Batch<T, S> sum) {
        if constexpr (is_shapes<S>) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (add(workers, part.template get<I>(), sum.template get<I>()), ...);
            }(std::make_index_sequence<S::count>{});
        } else {
            kernels::add(workers, sum.elements(), part.data, sum.data);
        }
    }
};

/// The same input through several networks, side by side: heads on one body. Branches gives each network an input of its own.
/// Shapes: in (a Shape or Shapes) -> Shapes<out0, out1, ...>. PyTorch equivalent: `[part(x) for part in parts]`.
template <class... Specs>
struct Parallel {
    static_assert(sizeof...(Specs) > 0, "Parallel needs at least one part");

    template <class In>
    static consteval bool accepts() {
        return true; // each part says what it needs
    }
    template <class In>
    using layer = ParallelLayer<In, Specs...>;
};

} // namespace duet
