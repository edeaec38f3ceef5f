// The model that hears: its voice branch understands speakers it has never met, and its fusion weighs what is seen against what is heard.
#pragma once

#include "duet/blocks/cross_attention.hpp"
#include "duet/blocks/transformer_encoder_layer.hpp"
#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/named.hpp"
#include "duet/compose/parallel.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/batch_norm2d.hpp"
#include "duet/layers/conv1d.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/max_pool1d.hpp"
#include "duet/layers/max_pool2d.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/opinion_pool.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/layers/select.hpp"
#include "duet/layers/transpose.hpp"
#include "duet/model/model.hpp"

namespace digits {

using namespace duet;

/// (1, 28, 28) to 9 tokens of 128: a token is a third of the picture's height and width.
using PictureEncoder =
    Sequential<Named<"conv1", Conv2d<32, 5>>, ReLU, MaxPool2d<2>, Named<"norm1", BatchNorm2d>, Named<"conv2", Conv2d<64, 5>>, ReLU, MaxPool2d<2>,
               Named<"norm2", BatchNorm2d>, Named<"conv3", Conv2d<128, 3>>, ReLU, Named<"norm3", BatchNorm2d>, Named<"conv4", Conv2d<128, 3>>, ReLU,
               MaxPool2d<3, 2>, Named<"norm4", BatchNorm2d>, Reshape<128, 9>, Transpose, Dropout<0.2>>;

/// (39, 26) to 9 tokens of 128: a token is a ninth of a second.
using VoiceEncoder = Sequential<Named<"conv1", Conv1d<96, 5>>, Named<"norm1", BatchNorm>, ReLU, Named<"conv2", Conv1d<96, 3>>,
                                Named<"norm2", BatchNorm>, ReLU, MaxPool1d<3, 2>, Named<"conv3", Conv1d<192, 3>>, Named<"norm3", BatchNorm>, ReLU,
                                MaxPool1d<3, 2>, Named<"conv4", Conv1d<128, 3>>, Named<"norm4", BatchNorm>, ReLU>;

using PictureHead = Sequential<Flatten, Named<"fc", Linear<10>>>;
/// What is heard all along the word, and what is heard somewhere in it.
using VoiceHead =
    Sequential<Parallel<Named<"mean", MeanPool>, Named<"most", Sequential<MaxPool1d<9>, Flatten>>>, Concat, Dropout<0.2>, Named<"fc", Linear<10>>>;

/// Each branch has an opinion of its own; how far each is trusted is asked of both branches' tokens. What comes out is the pooled opinion, then each
/// branch's: all three are trained in every step, so that either will do alone where the other is absent.
using DuetNetwork = Sequential<Named<"", Branches<Named<"image", PictureEncoder>, Named<"audio", VoiceEncoder>>>,
                               Named<"", Parallel<Named<"", Sequential<Select<0>, Named<"image_head", PictureHead>>>,
                                                  Named<"", Sequential<Select<1>, Named<"audio_head", VoiceHead>>>,
                                                  Named<"trust", Sequential<Named<"fusion", CrossAttention<4>>, MeanPool, Named<"fc", Linear<2>>>>>>,
                               OpinionPool>;

using Duet = Model<DuetNetwork, Shape<1, 28, 28>, Shape<39, 26>>;

/// What answers where the voice is absent, and where the picture is: models of the same parameters.
using SeeingAlone = Model<Sequential<Named<"image", PictureEncoder>, Named<"image_head", PictureHead>>, Shape<1, 28, 28>>;
using HearingAlone = Model<Sequential<Named<"audio", VoiceEncoder>, Named<"audio_head", VoiceHead>>, Shape<39, 26>>;

} // namespace digits
