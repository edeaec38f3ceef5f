// The first parts of a network, as a network.
#pragma once

#include "duet/compose/sequential.hpp"

#include <cstddef>
#include <tuple>
#include <utility>

namespace duet {

namespace detail {
template <class Network, class Index>
struct PrefixOf;
template <class... Specs, std::size_t... I>
struct PrefixOf<Sequential<Specs...>, std::index_sequence<I...>> {
    using type = Sequential<std::tuple_element_t<I, std::tuple<Specs...>>...>;
};
} // namespace detail

/// The first `Parts` parts of a Sequential. Its parameters are the first of the whole's, so it runs on the whole's buffer:
/// what the branches hand to the fusion (the embeddings) is the output of `Prefix<Network, 1>`.
template <class Network, std::size_t Parts>
using Prefix = typename detail::PrefixOf<Network, std::make_index_sequence<Parts>>::type;

} // namespace duet
