// The four published models, to the letter: written digit (28x28) and spoken digit (39 frames x 13 MFCC, 507 values) to class 0..9.
#pragma once

#include "duet/blocks/cross_attention.hpp"
#include "duet/blocks/transformer_encoder_layer.hpp"
#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/named.hpp"
#include "duet/compose/repeat.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/lstm.hpp"
#include "duet/layers/max_pool2d.hpp"
#include "duet/layers/positional_encoding.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/model/model.hpp"

#include <cstddef>

namespace digits {

using namespace duet;

/// Every width of the four models. The defaults are the published ones; tests use small ones.
struct Widths {
    std::size_t channels1 = 32, channels2 = 64; // image branch
    std::size_t image_hidden = 256;
    std::size_t steps = 507; // values of the audio
    std::size_t lstm_hidden = 256;
    std::size_t blocks = 5, heads = 13, inner = 2048; // Transformer
    std::size_t embedding = 128, fusion_heads = 8;    // attention fusion
    std::size_t head_hidden = 1024;                   // of cnn-transformer-linear
    std::size_t classes = 10;
    double dropout = 0.2;           // in the image branch and between LSTM layers
    double attention_dropout = 0.1; // in Transformer blocks and in the fusion
};

template <Widths W, std::size_t Kernel, std::size_t Out>
using ImageBranch = Sequential<Named<"conv1", Conv2d<W.channels1, Kernel>>, ReLU, MaxPool2d<2>, Named<"conv2", Conv2d<W.channels2, Kernel>>, ReLU,
                               MaxPool2d<2>, Flatten, Named<"fc1", Linear<W.image_hidden>>, ReLU, Dropout<W.dropout>, Named<"fc2", Linear<Out>>>;

/// The values as so many steps of one feature; the last step's hidden state goes on.
template <Widths W, std::size_t Layers, std::size_t Out>
using LSTMBranch = Sequential<Reshape<W.steps, 1>, Named<"lstm", LSTM<W.lstm_hidden, Layers, LSTMOutput::last, W.dropout>>, Named<"fc", Linear<Out>>>;

/// The values as one token.
template <Widths W>
using TransformerEncoder =
    Sequential<PositionalEncoding, Named<"layers", Repeat<W.blocks, TransformerEncoderLayer<W.heads, W.inner, W.attention_dropout>>>,
               Named<"norm", LayerNorm>>;

/// Two branches and what becomes of their embeddings.
template <class Cnn, class Audio, class... Joined>
using TwoInputs = Sequential<Named<"", Branches<Named<"cnn", Cnn>, Audio>>, Joined...>;

template <Widths W = Widths{}>
using CnnRnnLinearNetwork =
    TwoInputs<ImageBranch<W, 3, W.classes>, Named<"rnn", LSTMBranch<W, 3, W.classes>>, Concat, Named<"fc", Linear<W.classes>>>;

template <Widths W = Widths{}>
using CnnRnnAttentionNetwork = TwoInputs<ImageBranch<W, 3, W.embedding>, Named<"rnn", LSTMBranch<W, 2, W.embedding>>,
                                         Named<"fusion", CrossAttention<W.fusion_heads, W.attention_dropout>>, Named<"fc", Linear<W.classes>>>;

template <Widths W = Widths{}>
using CnnTransformerLinearNetwork = TwoInputs<ImageBranch<W, 3, W.classes>, Named<"trans", TransformerEncoder<W>>, Concat,
                                              Named<"fc1", Linear<W.head_hidden>>, ReLU, Named<"fc2", Linear<W.classes>>>;

template <Widths W = Widths{}>
using CnnTransformerAttentionNetwork =
    TwoInputs<ImageBranch<W, 5, W.embedding>, Named<"trans", Sequential<Named<"", TransformerEncoder<W>>, Named<"fc", Linear<W.embedding>>>>,
              Named<"fusion", CrossAttention<W.fusion_heads, W.attention_dropout>>, Named<"fc", Linear<W.classes>>>;

using Image = Shape<1, 28, 28>;
using CnnRnnLinear = Model<CnnRnnLinearNetwork<>, Image, Shape<507>>;
using CnnRnnAttention = Model<CnnRnnAttentionNetwork<>, Image, Shape<507>>;
using CnnTransformerLinear = Model<CnnTransformerLinearNetwork<>, Image, Shape<507>>;
using CnnTransformerAttention = Model<CnnTransformerAttentionNetwork<>, Image, Shape<507>>;

static_assert(CnnRnnLinear::parameter_count == 2'145'126);
static_assert(CnnRnnAttention::parameter_count == 1'746'826);
static_assert(CnnTransformerLinear::parameter_count == 16'923'549);
static_assert(CnnTransformerAttention::parameter_count == 16'579'091);

} // namespace digits
