// What layers over a sequence ask of a shape.
#pragma once

#include "duet/core/shape.hpp"

#include <cstddef>

namespace duet {

/// Shape<T, D>: T tokens, or steps, of width D.
template <class S>
inline constexpr bool is_sequence = false;
template <std::size_t T, std::size_t D>
inline constexpr bool is_sequence<Shape<T, D>> = true;

/// Shape<T, D>, or Shape<D>, which is one token. `S::rows` is T and `S::last` is D for both.
template <class S>
inline constexpr bool is_tokens = is_sequence<S>;
template <std::size_t D>
inline constexpr bool is_tokens<Shape<D>> = true;

} // namespace duet
