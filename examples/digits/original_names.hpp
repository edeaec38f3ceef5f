// What the published PyTorch program calls the parameters of its models.
#pragma once

#include "duet/model/parameter_table.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace digits {

/// Tensors of its state_dicts that are no parameters: the table of the positional encoding.
inline constexpr std::array<std::string_view, 2> original_constants{"pos.pe", "trans.pos.pe"};

/// The same places in the parameter buffer under the original's names. Where it has three matrices for queries, keys and values, ours is one, and is
/// three entries.
std::vector<duet::ParameterEntry> original_table(std::span<const duet::ParameterEntry> table);

} // namespace digits
