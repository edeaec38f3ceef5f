// The parameters of multi-head attention, whichever way it is computed.
#pragma once

#include "duet/layers/parameter.hpp"

#include <array>
#include <cstddef>

namespace duet {

/// Projections in (queries, keys and values, in this order) and out, on tokens of `Width`. As in `nn.MultiheadAttention`.
template <std::size_t Width>
inline constexpr std::array attention_parameters{
    Parameter{"in_proj_weight", Shape<3 * Width, Width>{}, {Scheme::xavier_uniform, Width, 3 * Width}},
    Parameter{"in_proj_bias", Shape<3 * Width>{}, {Scheme::zeros}},
    Parameter{"out_proj.weight", Shape<Width, Width>{}, {Scheme::fan_in_uniform, Width, Width}},
    Parameter{"out_proj.bias", Shape<Width>{}, {Scheme::zeros}},
};

} // namespace duet
