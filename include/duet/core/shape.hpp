// Static per-sample shapes. The batch is never part of a shape: it is a run-time count.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

namespace duet {

/// The shape of one sample of one tensor, outermost axis first: `Shape<1, 28, 28>` is (channels, height, width).
/// PyTorch equivalent: `tensor.shape[1:]`.
template <std::size_t... Extents>
struct Shape {
    static_assert(sizeof...(Extents) > 0, "Shape needs at least one extent; one value per sample is Shape<1>");
    static_assert(((Extents > 0) && ...), "Shape: every extent must be at least 1");

    static constexpr std::size_t rank = sizeof...(Extents);             ///< the number of axes
    static constexpr std::array<std::size_t, rank> extents{Extents...}; ///< outermost first
    static constexpr std::size_t size = (Extents * ...);                ///< elements
    static constexpr std::size_t last = extents[rank - 1];              ///< elements on the innermost axis, which lie side by side in memory
    /// How many vectors of length `last` one sample holds.
    static constexpr std::size_t rows = size / last;
};

/// Several shapes side by side: a model's inputs, what branches hand on, what a layer caches.
template <class... S>
struct Shapes {
    static constexpr std::size_t count = sizeof...(S);       ///< the number of shapes
    static constexpr std::size_t size = (S::size + ... + 0); ///< elements of all together

    /// Shape `I`.
    template <std::size_t I>
    using at = std::tuple_element_t<I, std::tuple<S...>>;
};

/// The output of a layer that could not be bound. Everything binds to it silently, so that one mistake gives one error.
struct UnknownShape {
    /// @{ What Shape and Shapes say.
    static constexpr std::size_t rank = 0;
    static constexpr std::array<std::size_t, 1> extents{1};
    static constexpr std::size_t size = 1;
    static constexpr std::size_t last = 1;
    static constexpr std::size_t rows = 1;
    static constexpr std::size_t count = 1;
    template <std::size_t>
    using at = UnknownShape;
    /// @}
};

/// Whether `S` is a Shape.
template <class S>
inline constexpr bool is_shape = false;
template <std::size_t... E>
inline constexpr bool is_shape<Shape<E...>> = true;

/// Whether `S` is Shapes.
template <class S>
inline constexpr bool is_shapes = false;
template <class... S>
inline constexpr bool is_shapes<Shapes<S...>> = true;

/// Whether `S` is the output of a layer that could not be bound.
template <class S>
inline constexpr bool is_unknown = std::is_same_v<S, UnknownShape>;

namespace detail {
template <class S, std::size_t Last>
struct WithLast;
template <std::size_t... E, std::size_t Last>
struct WithLast<Shape<E...>, Last> {
    template <class Index>
    struct Replace;
    template <std::size_t... I>
    struct Replace<std::index_sequence<I...>> {
        using type = Shape<Shape<E...>::extents[I]..., Last>;
    };
    using type = typename Replace<std::make_index_sequence<sizeof...(E) - 1>>::type;
};
} // namespace detail

/// `S` with its last axis replaced: `with_last<Shape<39, 13>, 64>` is Shape<39, 64>.
template <class S, std::size_t Last>
using with_last = typename detail::WithLast<S, Last>::type;

} // namespace duet
