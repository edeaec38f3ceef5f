#define BOOST_TEST_MODULE golden_attention_layers
#include "golden_case.hpp"

#include "duet/blocks/cross_attention.hpp"
#include "duet/blocks/transformer_encoder_layer.hpp"
#include "duet/compose/repeat.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/multi_head_attention.hpp"
#include "duet/layers/positional_encoding.hpp"

using namespace duet;

BOOST_AUTO_TEST_CASE(multi_head_attention) {
    golden::check<MultiHeadAttention<3>, Shape<5, 12>>("multi_head_attention_self");
    golden::check<MultiHeadAttention<3>, Shapes<Shape<1, 12>, Shape<5, 12>>>("multi_head_attention_cross");
    golden::check<MultiHeadAttention<3>, Shapes<Shape<12>, Shape<5, 12>>>("multi_head_attention_cross");
}

BOOST_AUTO_TEST_CASE(cross_attention) {
    golden::check<CrossAttention<4, 0.0>, Shapes<Shape<16>, Shape<16>>>("cross_attention_block_vector");
    golden::check<CrossAttention<4, 0.0>, Shapes<Shape<3, 16>, Shape<5, 16>>>("cross_attention_block_sequence");
    golden::check<CrossAttention<4, 0.0>, Shapes<Shape<16>, Shape<5, 16>>>("cross_attention_block_one_query");
}

BOOST_AUTO_TEST_CASE(transformer_encoder_layer) {
    golden::check<TransformerEncoderLayer<3, 10, 0.0>, Shape<5, 12>>("transformer_encoder_layer_post");
    golden::check<TransformerEncoderLayer<3, 10, 0.0, NormPlacement::pre>, Shape<5, 12>>("transformer_encoder_layer_pre");
    golden::check<TransformerEncoderLayer<3, 10, 0.0, NormPlacement::post, GELU>, Shape<5, 12>>("transformer_encoder_layer_gelu");
}

BOOST_AUTO_TEST_CASE(audio_tokens) {
    golden::check<Sequential<Named<"embed", Linear<8>>, PositionalEncoding, Named<"layers", Repeat<2, TransformerEncoderLayer<2, 12, 0.0>>>,
                             Named<"norm", LayerNorm>, MeanPool, Named<"fc", Linear<16>>>,
                  Shape<7, 5>>("audio_tokens");
}
