#define BOOST_TEST_MODULE golden_sequence_layers
#include "golden_case.hpp"

#include "duet/layers/batch_norm.hpp"
#include "duet/layers/class_token.hpp"
#include "duet/layers/first_step.hpp"
#include "duet/layers/last_step.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/lstm.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/positional_encoding.hpp"

using namespace duet;

BOOST_AUTO_TEST_CASE(batch_norm) { golden::check<BatchNorm, Shape<5, 8>>("batch_norm"); }

BOOST_AUTO_TEST_CASE(layer_norm) { golden::check<LayerNorm, Shape<5, 8>>("layer_norm"); }

BOOST_AUTO_TEST_CASE(lstm) {
    golden::check<LSTM<6>, Shape<7, 3>>("lstm_1layer_last");
    golden::check<LSTM<6, 2, LSTMOutput::all>, Shape<7, 3>>("lstm_2layer_all");
    golden::check<LSTM<6, 3>, Shape<7, 3>>("lstm_3layer_last");
}

BOOST_AUTO_TEST_CASE(positions) {
    golden::check<PositionalEncoding, Shape<5, 6>>("positional_encoding_even");
    golden::check<PositionalEncoding, Shape<5, 7>>("positional_encoding_odd");
}

BOOST_AUTO_TEST_CASE(pooling) {
    golden::check<MeanPool, Shape<5, 4>>("mean_pool");
    golden::check<LastStep, Shape<5, 4>>("last_step");
    golden::check<ClassToken, Shape<5, 4>>("class_token");
    golden::check<FirstStep, Shape<6, 4>>("class_token_pool");
}
