#define BOOST_TEST_MODULE golden_model_cnn_transformer_attention
#include "model_case.hpp"

BOOST_AUTO_TEST_CASE(agrees_with_pytorch) {
    golden::check_model<digits::CnnTransformerAttentionNetwork<golden::small>>("model_cnn_transformer_attention");
}
