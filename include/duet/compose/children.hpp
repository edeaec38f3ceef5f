// What all compositions do with the layers they hold: join their parameter lists and add up their needs.
#pragma once

#include "duet/compose/named.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace duet {

/// The layers of a composition, with the names they have in it.
template <class... L>
struct Children {
    static constexpr std::size_t count = sizeof...(L); ///< how many layers
    using Names = std::array<Name, count>;             ///< of each layer in the composition

    /// Layer `I`.
    template <std::size_t I>
    using at = std::tuple_element_t<I, std::tuple<L...>>;

    /// The parameters of all layers, in order, under dotted names.
    static consteval auto joined_parameters(const Names& names) {
        std::array<Parameter, (L::parameter_list.size() + ... + 0)> joined{};
        std::size_t next = 0;
        std::size_t child = 0;
        const auto append = [&](const auto& list) {
            for (Parameter p : list) {
                p.name = p.name.within(names[child].view());
                joined[next++] = p;
            }
            ++child;
        };
        (append(L::parameter_list), ...);
        return joined;
    }

    /// Where each layer's block of parameters starts in the composition's.
    static constexpr std::array<std::size_t, count> parameter_offsets = [] {
        std::array<std::size_t, count> offsets{};
        std::size_t child = 0;
        std::size_t total = 0;
        ((offsets[child++] = total, total += parameter_storage(L::parameter_list)), ...);
        return offsets;
    }();

    /// Where each layer's cache starts, if all are kept side by side, and (at the end) what they take together.
    static constexpr std::array<std::size_t, count + 1> cache_offsets = [] {
        std::array<std::size_t, count + 1> offsets{};
        std::size_t child = 0;
        ((offsets[child + 1] = offsets[child] + duet::cache_storage<L, Mode::training>, ++child), ...);
        return offsets;
    }();

    /// Where each layer's prepared parameters start, and (at the end) what they take together.
    static constexpr std::array<std::size_t, count + 1> prepared_offsets = [] {
        std::array<std::size_t, count + 1> offsets{};
        std::size_t child = 0;
        ((offsets[child + 1] = offsets[child] + round_up_to_block(L::prepared_size), ++child), ...);
        return offsets;
    }();

    /// What all layers make of their parameters before a prediction.
    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        std::size_t child = 0;
        ((L::template prepare<T>(workers, parameters + parameter_offsets[child], prepared + prepared_offsets[child]), ++child), ...);
    }

    /// The run for the forward call of layer `child`, which random numbers and users know as the `index`-th.
    template <class T, Mode M>
    static Run<T, M> forward_run(const Run<T, M>& run, std::size_t child, std::size_t index) {
        Run<T, M> inner = run.child(index);
        if (run.prepared != nullptr) inner.prepared = run.prepared + prepared_offsets[child];
        return inner;
    }

    /// The forward call of layer I, which random numbers know as the `index`-th and users by its name. Parameters and cache are the composition's.
    template <std::size_t I, class T, Mode M, class X, class Y>
    static void forward(const Run<T, M>& run, std::size_t index, const Name& name, const T* parameters, X x, Y y, T* cache) {
        using Layer = at<I>;
        if constexpr (M == Mode::training) {
            if (run.watch != nullptr) run.watch->enter(name.view(), Layer::type_name);
        }
        Layer::template forward<T>(forward_run(run, I, index), parameters + parameter_offsets[I], x, y, place_cache<Layer>(cache, x.size));
        if constexpr (M == Mode::training) {
            if (run.watch != nullptr) show(*run.watch, y);
        }
    }

    /// The backward call of layer I in its own run. Parameters, gradients and cache are the composition's.
    template <std::size_t I, class T, Mode M, class X, class Y, class DY, class DX>
    static void backward(const Run<T, M>& inner, const T* parameters, T* gradients, X x, Y y, T* cache, DY dy, DX dx) {
        using Layer = at<I>;
        constexpr std::size_t offset = parameter_offsets[I];
        constexpr std::size_t size = parameter_storage(Layer::parameter_list);
        Layer::template backward<T>(inner, parameters + offset, gradients + offset, x, y, place_cache<Layer>(cache, x.size), dy, dx);
        if constexpr (size > 0 && !Composition<Layer>) { // which says so of its own layers
            if (inner.ranks != nullptr) inner.ranks->finished({gradients + offset, size});
        }
    }

    /// In inference one layer's cache lives at a time.
    static constexpr std::size_t largest_inference_cache = std::max({std::size_t{0}, duet::cache_storage<L, Mode::inference>...});
    /// Elements per sample for backward of any one.
    static constexpr std::size_t largest_scratch = std::max({std::size_t{0}, duet::scratch_storage<L>...});
    static constexpr std::size_t slot_size = std::max({std::size_t{0}, L::slot_size...});     ///< of the neediest: they run one after another
    static constexpr std::size_t thread_size = std::max({std::size_t{0}, L::thread_size...}); ///< of the neediest
    static constexpr std::size_t shared_size = std::max({std::size_t{0}, L::shared_size...}); ///< of the neediest
    static constexpr std::size_t multiply_adds = (L::multiply_adds + ... + 0);                ///< per sample, of all

    /// Calls `visit.operator()<Layer>(name)` for each layer.
    template <class Visitor>
    static constexpr void visit(const Names& names, Visitor&& visitor) {
        std::size_t child = 0;
        (visitor.template operator()<L>(names[child++]), ...);
    }

private:
    template <class T, class S>
    static void show(LayerWatch<T>& watch, Batch<T, S> y) {
        if constexpr (is_shapes<S>) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (watch.look({y.data[I], y.size * S::template at<I>::size}), ...);
            }(std::make_index_sequence<S::count>{});
        } else {
            watch.look({y.data, y.elements()});
        }
        watch.leave();
    }
};

} // namespace duet
