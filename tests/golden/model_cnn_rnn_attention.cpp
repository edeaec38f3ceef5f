#define BOOST_TEST_MODULE golden_model_cnn_rnn_attention
#include "model_case.hpp"

BOOST_AUTO_TEST_CASE(agrees_with_pytorch) { golden::check_model<digits::CnnRnnAttentionNetwork<golden::small>>("model_cnn_rnn_attention"); }
