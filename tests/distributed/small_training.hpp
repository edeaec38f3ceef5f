// A small network with what depends on the batch: dropout, and normalisation over it.
#pragma once

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/core/random.hpp"
#include "duet/distributed/distributed_trainer.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/batch_norm2d.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/reshape.hpp"
#include "duet/model/model.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/sgd.hpp"

#include <cstddef>
#include <vector>

namespace small {

using namespace duet;

using Network = Sequential<Branches<Sequential<Linear<16>, BatchNorm, ReLU, Reshape<2, 2, 4>, BatchNorm2d, Flatten>, Linear<8>>, Concat,
                           Residual<BatchNorm, Linear<24>, Dropout<0.25>>, ReLU, Linear<3>>;
template <class T>
using Net = BasicModel<T, Network, Shapes<Shape<6>, Shape<5>>>;
template <class T>
using Learner = DistributedTrainer<Net<T>, CrossEntropy, SGD>;

/// Random inputs whose largest three say the label.
template <class T>
struct Data {
    explicit Data(std::size_t count) : images(count * 6), voices(count * 5), labels(count) {
        Random random(5);
        for (T& v : images) v = static_cast<T>(random.normal());
        for (T& v : voices) v = static_cast<T>(random.normal());
        for (std::size_t i = 0; i < count; ++i) {
            labels[i] = images[i * 6] > voices[i * 5] ? 0 : images[i * 6 + 1] > 0 ? 1 : 2;
        }
    }
    [[nodiscard]] Samples<Net<T>, CrossEntropy> all() const { return {{{images.data(), voices.data()}, labels.size()}, labels}; }

    std::vector<T> images, voices;
    std::vector<int> labels;
};

} // namespace small
