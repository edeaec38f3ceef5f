// One branch asks, another answers.
#pragma once

#include "duet/compose/named.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/multi_head_attention.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

template <class In, class Block>
struct CrossAttentionBlock : bind<Block, In> {
    static constexpr std::string_view type_name = "CrossAttention";
};

/// Fuses two tensors: the first is the query, the second key and value; norm(query + attention(query, answers)).
/// Shapes: Shapes<(width) or (queries, width), (width) or (tokens, width)> -> the query's. Parameters: `attention.*`, `norm.*`.
/// `Rate`: dropout on the attention weights, in training.
/// PyTorch equivalent: `nn.MultiheadAttention(width, Heads, Rate)` on two tensors, and `nn.LayerNorm` of its output plus the query.
template <std::size_t Heads, double Rate = 0.1>
struct CrossAttention {
    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = is_two<In>();
        static_assert(fits, "CrossAttention needs two inputs, the query first: put it behind two Branches");
        return fits;
    }
    template <class In>
    using layer =
        CrossAttentionBlock<In, Sequential<Named<"", Residual<Named<"attention", MultiHeadAttention<Heads, Rate>>>>, Named<"norm", LayerNorm>>>;

private:
    template <class In>
    static consteval bool is_two() {
        if constexpr (is_shapes<In>) {
            return In::count == 2;
        } else {
            return false;
        }
    }
};

} // namespace duet
