// A small network of two inputs that holds every kind of layer that computes something.
#pragma once

#include "duet/blocks/cross_attention.hpp"
#include "duet/blocks/transformer_encoder_layer.hpp"
#include "duet/compose/branches.hpp"
#include "duet/compose/repeat.hpp"
#include "duet/core/random.hpp"
#include "duet/layers/avg_pool2d.hpp"
#include "duet/layers/class_token.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/lstm.hpp"
#include "duet/layers/max_pool2d.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/positional_encoding.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/layers/sigmoid.hpp"
#include "duet/layers/tanh.hpp"
#include "duet/model/model.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace small {

using namespace duet;

/// Two tokens of width 12.
using ImageEncoder = Sequential<Conv2d<4, 3>, ReLU, MaxPool2d<2>, Conv2d<6, 3>, GELU, AvgPool2d<2>, Flatten, Named<"fc", Linear<24>>, Tanh,
                                Dropout<0.2>, Reshape<2, 12>>;
/// Eight tokens of width 12.
using AudioEncoder = Sequential<Linear<12>, PositionalEncoding, ClassToken, Repeat<2, TransformerEncoderLayer<3, 16>>,
                                LSTM<12, 2, LSTMOutput::all, 0.2>, Residual<LayerNorm, Linear<12>, Sigmoid, Dropout<0.1>>>;
using Network = Sequential<Branches<Named<"image", ImageEncoder>, Named<"audio", AudioEncoder>>, Named<"fusion", CrossAttention<3>>, MeanPool,
                           Named<"head", Linear<3>>>;
using Input = Shapes<Shape<1, 8, 8>, Shape<7, 5>>;
using Net = Model<Network, Shape<1, 8, 8>, Shape<7, 5>>;

/// Random pictures and sequences, of one label more often bright above, of another loud at the end.
class Samples {
public:
    explicit Samples(std::size_t count, std::uint64_t seed = 3) : labels(count), memory_(count * storage_size<Input>), count_(count) {
        Random random(seed);
        for (float& v : memory_) v = static_cast<float>(random.uniform(-1, 1));
        const auto x = place<Input>(memory_.data(), count);
        for (std::size_t s = 0; s < count; ++s) {
            labels[s] = static_cast<int>(random.below(3));
            for (std::size_t i = 0; i < 16; ++i) x.get<0>()[s][i] += labels[s] == 1 ? 1.5F : 0.0F;
            for (std::size_t i = 20; i < 35; ++i) x.get<1>()[s][i] += labels[s] == 2 ? 1.5F : 0.0F;
        }
    }

    [[nodiscard]] Batch<const float, Input> all() const { return place<Input>(memory_.data(), count_); }

    std::vector<int> labels;

private:
    std::vector<float> memory_;
    std::size_t count_;
};

} // namespace small
