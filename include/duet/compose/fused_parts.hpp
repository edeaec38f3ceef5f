// The compiler rewrites a list of parts: rows of specs that Fusion knows become one.
#pragma once

#include "duet/compose/named.hpp"
#include "duet/layers/fusion.hpp"

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace duet {

namespace detail {

template <class Spec>
struct Unnamed {
    using type = Spec;
};
template <FixedString Label, class Spec>
struct Unnamed<Named<Label, Spec>> {
    using type = Spec;
};

/// The three specs from index `First` on.
template <class List, std::size_t First>
using RowOf = Fusion<typename Unnamed<std::tuple_element_t<First, List>>::type, typename Unnamed<std::tuple_element_t<First + 1, List>>::type,
                     typename Unnamed<std::tuple_element_t<First + 2, List>>::type>;

/// What the specs from index `First` on become, one of them or a row.
template <class List, std::size_t First, bool Row>
struct PartOf {
    using type = std::tuple_element_t<First, List>;
};
template <class List, std::size_t First>
struct PartOf<List, First, true> {
    using type = typename RowOf<List, First>::type;
};

} // namespace detail

/// What a Sequential of `Specs...` computes. A part that stands for several specs has the name and the index of the first of them, so that
/// neither parameters nor random numbers notice.
template <class... Specs>
class FusedParts {
    using List = std::tuple<Specs...>;

    template <std::size_t I>
    static consteval bool begins_row() {
        if constexpr (I + 2 < sizeof...(Specs)) {
            return Fused<detail::RowOf<List, I>>;
        } else {
            return false;
        }
    }
    struct Rows {
        std::size_t count = 0;
        std::array<std::size_t, sizeof...(Specs)> first{};
        std::array<bool, sizeof...(Specs)> fused{};
    };
    static constexpr Rows rows = []<std::size_t... I>(std::index_sequence<I...>) {
        constexpr std::array<bool, sizeof...(Specs)> begins{begins_row<I>()...};
        Rows found;
        for (std::size_t i = 0; i < sizeof...(Specs); i += begins[i] ? 3 : 1) {
            found.first[found.count] = i;
            found.fused[found.count++] = begins[i];
        }
        return found;
    }(std::index_sequence_for<Specs...>{});

public:
    static constexpr std::size_t count = rows.count; ///< parts after fusion

    /// The spec of the I-th part.
    template <std::size_t I>
    using part = typename detail::PartOf<List, rows.first[I], rows.fused[I]>::type;

    /// Its index in the list.
    static constexpr std::size_t index(std::size_t part) { return rows.first[part]; }
    /// The names of the parts: of each, that of the first of its row.
    static constexpr std::array<Name, count> names = [] { ///< of each, that of the first of its row
        std::array<Name, count> chosen{};
        std::size_t index = 0;
        const std::array<Name, sizeof...(Specs)> all{child_name<Specs>(index++)...};
        for (std::size_t i = 0; i < count; ++i) chosen[i] = all[rows.first[i]];
        return chosen;
    }();
};

} // namespace duet
