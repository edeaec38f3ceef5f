// Every parameter of a model with its place in the flat buffer.
#pragma once

#include "duet/layers/parameter.hpp"

#include <array>
#include <cstddef>

namespace duet {

/// A parameter with its dotted name, and where it starts in the model's buffer (elements).
struct ParameterEntry : Parameter {
    std::size_t offset = 0; ///< in elements, a multiple of `block`
};

/// The list with offsets: each parameter starts on a cache line.
template <std::size_t N>
constexpr std::array<ParameterEntry, N> make_parameter_table(const std::array<Parameter, N>& list) {
    std::array<ParameterEntry, N> table{};
    std::size_t offset = 0;
    for (std::size_t i = 0; i < N; ++i) {
        static_cast<Parameter&>(table[i]) = list[i];
        table[i].offset = offset;
        offset += round_up_to_block(list[i].size());
    }
    return table;
}

/// How many numbers the parameters of a list hold that are learnt, without the gaps between them.
template <std::size_t N>
constexpr std::size_t count_parameters(const std::array<Parameter, N>& list) {
    std::size_t count = 0;
    for (const Parameter& p : list) count += p.kind == ParameterKind::learnt ? p.size() : 0;
    return count;
}

} // namespace duet
