// Points on three rings, and a model that learns which ring a point is on.
#pragma once

#include "duet/compose/sequential.hpp"
#include "duet/core/random.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/samples.hpp"
#include "duet/train/trainer.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rings {

using namespace duet;

using Net = Model<Sequential<Linear<16>, ReLU, Dropout<0.1>, Linear<3>>, Shape<2>>;
using Learner = Trainer<Net, CrossEntropy, Adam>;

struct Points {
    std::vector<float> coordinates; // (count, 2)
    std::vector<int> labels;

    Points(std::size_t count, std::uint64_t seed) {
        Random random(seed);
        for (std::size_t i = 0; i < count; ++i) {
            const auto ring = static_cast<int>(random.below(3));
            const double radius = 1 + ring + 0.15 * random.normal();
            const double angle = random.uniform(0, 6.283);
            coordinates.push_back(static_cast<float>(radius * std::cos(angle)));
            coordinates.push_back(static_cast<float>(radius * std::sin(angle)));
            labels.push_back(ring);
        }
    }

    [[nodiscard]] Samples<Net, CrossEntropy> all() const { return {{coordinates.data(), labels.size()}, labels}; }
};

inline std::vector<float> parameters_of(const Net& model) { return {model.parameters().begin(), model.parameters().end()}; }

} // namespace rings
