// xtensor at the edge: containers become batches, batches and parameters become xtensor views, predictions come back as containers.
// duet.hpp leaves this header out, since xtensor costs compile time.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/core/error.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"
#include "duet/model/summary.hpp"
#include "duet/model/xtensor_containers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace duet {

namespace detail {

/// What lies in memory: a container, an adaptor or a strided view of one, but no expression that is still to be computed.
template <class X>
concept InMemory = requires (const X& x) {
    x.data();
    x.data_offset();
    x.strides();
    x.shape();
};

template <class X>
inline constexpr bool owns_memory = false;
template <class Storage, std::size_t Rank, xt::layout_type Layout, class Tag>
inline constexpr bool owns_memory<xt::xtensor_container<Storage, Rank, Layout, Tag>> = true;
template <class Storage, xt::layout_type Layout, class Extents, class Tag>
inline constexpr bool owns_memory<xt::xarray_container<Storage, Layout, Extents, Tag>> = true;

template <class S, class X>
inline constexpr bool rank_fits = xt::get_rank<X>::value == SIZE_MAX || xt::get_rank<X>::value == 1 + S::rank;

/// Asserts what the compiler knows of containers that stand for inputs of scalar type T and shapes S.
template <class T, class... S, class... X>
consteval bool inputs_fit(Shapes<S...>, std::type_identity<X>...) {
    constexpr bool as_many = sizeof...(S) == sizeof...(X);
    static_assert(as_many, "as many xtensor containers are needed as there are inputs, in the order of the shapes");
    if constexpr (as_many) {
        constexpr bool in_memory = (InMemory<X> && ...);
        static_assert(in_memory, "an xtensor container, an adaptor or a view of one is needed; evaluate an expression first: xt::eval(x)");
        if constexpr (in_memory) {
            constexpr bool scalars = (std::is_same_v<std::remove_const_t<typename X::value_type>, T> && ...);
            static_assert(scalars,
                          "an xtensor container must hold the scalar type of the model, float or double; convert it first: xt::cast<float>(x)");
            constexpr bool ranks = (rank_fits<S, X> && ...);
            static_assert(ranks, "an xtensor container must have one axis more than its Shape, the samples' in front: (n, extents...)");
            return scalars && ranks;
        }
    }
    return false;
}

template <class S>
struct AsShapes {
    using type = Shapes<S>;
};
template <class... S>
struct AsShapes<Shapes<S...>> {
    using type = Shapes<S...>;
};

/// The samples in `x`; `name` is what errors call it.
template <class T, class S, class X>
Batch<const T, S> one_batch(const X& x, const std::string& name) {
    const auto& shape = x.shape();
    bool fits = x.dimension() == 1 + S::rank;
    for (std::size_t axis = 0; fits && axis < S::rank; ++axis) fits = static_cast<std::size_t>(shape[axis + 1]) == S::extents[axis];
    if (!fits) {
        std::string given;
        for (const auto extent : shape) given += (given.empty() ? "" : ", ") + std::to_string(extent);
        throw Error(name + " has shape (" + given + "); expected (n, " + shape_text<S>().substr(1) + " for n samples");
    }
    const auto samples = static_cast<std::size_t>(shape[0]);
    std::size_t stride = 1;
    for (std::size_t axis = 1 + S::rank; axis-- > 0; stride *= static_cast<std::size_t>(shape[axis])) {
        // Nobody steps along an axis of one element, and xtensor calls its stride 0.
        if (shape[axis] == 1 || static_cast<std::size_t>(x.strides()[axis]) == stride) continue;
        throw Error(name + " is not contiguous in row-major order; copy it first: xt::xtensor<" + (sizeof(T) == sizeof(float) ? "float" : "double") +
                    ", " + std::to_string(1 + S::rank) + "> copy = x");
    }
    return {x.data() + x.data_offset(), samples};
}

template <class T, class S, class... X>
Batch<const T, S> batch_of(const X&... x) {
    if constexpr (!is_shapes<S>) {
        return (one_batch<T, S>(x, "the input"), ...);
    } else {
        Batch<const T, S> batch;
        std::size_t index = 0;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto add = [&](auto part) {
                if (index > 0 && part.size != batch.size) {
                    throw Error("input " + std::to_string(index + 1) + " has " + std::to_string(part.size) + " samples and input 1 has " +
                                std::to_string(batch.size) + "; expected as many in all");
                }
                batch.size = part.size;
                batch.data[index++] = part.data;
            };
            (add(one_batch<T, typename S::template at<I>>(x, "input " + std::to_string(I + 1))), ...);
        }(std::index_sequence_for<X...>{});
        return batch;
    }
}

/// Uninitialised room for n samples.
template <class T, std::size_t... E>
xt::xtensor<T, 1 + sizeof...(E)> make_container(std::size_t n, Shape<E...>) {
    return xt::xtensor<T, 1 + sizeof...(E)>::from_shape({n, E...});
}

} // namespace detail

/// The samples that xtensor containers, adaptors or views of them hold, without a copy: `as_batch<Shape<1, 28, 28>>(images)`, or, for several
/// inputs, `as_batch<Shapes<Shape<1, 28, 28>, Shape<39, 13>>>(images, audio)`. All hold float, or all double, and outlive the batch.
/// Shapes: (n, extents...) for each Shape<extents...>, contiguous and row-major, with one n.
/// Throws Error if a run-time shape, stride or n is another. PyTorch equivalent: `torch.from_numpy`.
template <class S, class First, class... More>
auto as_batch(First&& first, More&&... more) {
    static_assert(!(detail::owns_memory<First> || ... || detail::owns_memory<More>), // these are references if lvalues were given
                  "as_batch: the container must outlive the batch; give it a name");
    using T = std::conditional_t<std::is_same_v<typename std::remove_cvref_t<First>::value_type, double>, double, float>;
    using All = typename detail::AsShapes<S>::type;
    if constexpr (detail::inputs_fit<T>(All{}, std::type_identity<std::remove_cvref_t<First>>{},
                                        std::type_identity<std::remove_cvref_t<More>>{}...)) {
        return detail::batch_of<T, S>(first, more...);
    } else {
        return Batch<const T, S>{};
    }
}

/// The batch's memory as an xtensor adaptor of shape (n, extents...): writing to it writes to the batch.
template <class T, std::size_t... E>
auto as_xtensor(Batch<T, Shape<E...>> batch) {
    const std::array<std::size_t, 1 + sizeof...(E)> shape{batch.size, E...};
    return xt::adapt(+batch.data, batch.elements(), xt::no_ownership(), shape); // the unary + makes a pointer that xt::adapt keeps by value
}

/// A parameter as an xtensor adaptor, in its own shape: writing to it changes the model, which must outlive it. Throws Error if there is none of
/// this name. PyTorch equivalent: `model.get_parameter(name).numpy()`.
template <class M>
auto parameter_as_xtensor(M& model, std::string_view name) {
    const auto values = model.parameter(name);
    const auto found =
        std::find_if(M::parameter_table.begin(), M::parameter_table.end(), [&](const auto& entry) { return entry.name.view() == name; });
    const std::vector<std::size_t> shape(found->shape().begin(), found->shape().end());
    return xt::adapt(values.data(), values.size(), xt::no_ownership(), shape);
}

/// The network's output for inputs in xtensor containers (see `as_batch`): an xt::xtensor of shape (n, extents...), or, of a part that hands on
/// several tensors, a std::tuple of them. Throws Error as `as_batch` does.
template <class L, class T, class... X>
auto predict(BasicPredictor<L, T>& predictor, const X&... x) {
    using Input = typename L::Input;
    using Output = typename L::Output;
    constexpr bool fits = detail::inputs_fit<T>(typename detail::AsShapes<Input>::type{}, std::type_identity<X>{}...);
    Batch<const T, Input> input;
    if constexpr (fits) input = detail::batch_of<T, Input>(x...);
    if constexpr (is_shapes<Output>) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            std::tuple y{detail::make_container<T>(input.size, typename Output::template at<I>{})...};
            predictor(input, {{std::get<I>(y).data()...}, input.size});
            return y;
        }(std::make_index_sequence<Output::count>{});
    } else {
        auto y = detail::make_container<T>(input.size, Output{});
        predictor(input, {y.data(), input.size});
        return y;
    }
}

/// The same with a predictor for this once, on all threads. Who predicts often makes a `Predictor` and keeps it.
template <class T, class Network, class In, class... X>
auto predict(const BasicModel<T, Network, In>& model, const X&... x) {
    Predictor<BasicModel<T, Network, In>> predictor(model);
    return predict(predictor, x...);
}

} // namespace duet
