// The Transformer's encoder block: attention, then a two-layer network, each with a residual connection and a norm.
#pragma once

#include "duet/compose/named.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/multi_head_attention.hpp"
#include "duet/layers/relu.hpp"

#include <cstddef>
#include <string_view>

namespace duet {

/// Where an encoder block normalises.
enum class NormPlacement {
    post, ///< x = norm(x + f(x)): Vaswani et al. 2017
    pre,  ///< x = x + f(norm(x)): Xiong et al. 2020
};

namespace detail {

template <std::size_t Width, std::size_t Heads, std::size_t Inner, double Rate, NormPlacement Placement, class Activation>
struct EncoderBlock {
    using SelfAttention = Named<"self_attn", MultiHeadAttention<Heads, Rate>>;
    using Linear1 = Named<"linear1", Linear<Inner>>;
    using Linear2 = Named<"linear2", Linear<Width>>;
    using Norm1 = Named<"norm1", LayerNorm>;
    using Norm2 = Named<"norm2", LayerNorm>;

    template <class... Specs>
    using Transparent = Named<"", Residual<Specs...>>;

    using PostNorm =
        Sequential<Transparent<SelfAttention, Dropout<Rate>>, Norm1, Transparent<Linear1, Activation, Dropout<Rate>, Linear2, Dropout<Rate>>, Norm2>;
    using PreNorm =
        Sequential<Transparent<Norm1, SelfAttention, Dropout<Rate>>, Transparent<Norm2, Linear1, Activation, Dropout<Rate>, Linear2, Dropout<Rate>>>;

    template <bool Post, class First, class Second>
    struct Choose {
        using type = First;
    };
    template <class First, class Second>
    struct Choose<false, First, Second> {
        using type = Second;
    };
    using type = typename Choose<Placement == NormPlacement::post, PostNorm, PreNorm>::type;
};

} // namespace detail

template <class In, class Block>
struct TransformerEncoderBlock : bind<Block, In> {
    static constexpr std::string_view type_name = "TransformerEncoderLayer";
};

/// One encoder block on a sequence. Parameters: `self_attn.*`, `linear1.*`, `linear2.*`, `norm1.*`, `norm2.*`.
/// Shapes: (tokens, width) -> (tokens, width), or (width) -> (width) for a single token. `Rate`: dropout on the attention weights, inside the
/// two-layer network and on what is added to the residual, in training.
/// PyTorch equivalent: `nn.TransformerEncoderLayer(width, Heads, Inner, Rate, batch_first=True, norm_first=...)`.
template <std::size_t Heads, std::size_t Inner, double Rate = 0.1, NormPlacement Placement = NormPlacement::post, class Activation = ReLU>
struct TransformerEncoderLayer {
    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "TransformerEncoderLayer needs one sequence, Shape<tokens, width>");
        return is_shape<In>;
    }
    template <class In>
    using layer = TransformerEncoderBlock<In, typename detail::EncoderBlock<In::last, Heads, Inner, Rate, Placement, Activation>::type>;
};

} // namespace duet
