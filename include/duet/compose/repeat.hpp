// The same parts several times over, with parameters of their own each time.
#pragma once

#include "duet/compose/sequential.hpp"

#include <cstddef>
#include <utility>

namespace duet {

namespace detail {
template <class Spec, class Index>
struct RepeatOf;
template <class Spec, std::size_t... I>
struct RepeatOf<Spec, std::index_sequence<I...>> {
    template <std::size_t>
    using Same = Spec;
    using type = Sequential<Same<I>...>;
};
template <class... Specs>
struct OneOrSequence {
    using type = Sequential<Specs...>;
};
template <class Spec>
struct OneOrSequence<Spec> {
    using type = Spec;
};
} // namespace detail

/// `Times` copies of the parts, one after another, named 0 .. Times-1.
/// PyTorch equivalent: `nn.Sequential(*[Part() for _ in range(Times)])`.
template <std::size_t Times, class... Specs>
using Repeat = typename detail::RepeatOf<typename detail::OneOrSequence<Specs...>::type, std::make_index_sequence<Times>>::type;

} // namespace duet
