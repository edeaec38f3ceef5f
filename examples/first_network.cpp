// A first network: which of three rings is a point on? Made-up data, learned in a second.
#include "duet/duet.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace duet;

using Network = Sequential<Linear<32>, ReLU, Linear<32>, ReLU, Linear<3>>;
using Rings = Model<Network, Shape<2>>;
static_assert(Rings::parameter_count == 3 * 32 + 33 * 32 + 33 * 3);

struct Points {
    std::vector<float> coordinates; // (count, 2)
    std::vector<int> rings;         // 0, 1 or 2: how far out

    Points(std::size_t count, std::uint64_t seed) {
        Random random(seed);
        for (std::size_t i = 0; i < count; ++i) {
            const auto ring = static_cast<int>(random.below(3));
            const double radius = 1 + ring + 0.15 * random.normal();
            const double angle = random.uniform(0, 6.283);
            coordinates.push_back(static_cast<float>(radius * std::cos(angle)));
            coordinates.push_back(static_cast<float>(radius * std::sin(angle)));
            rings.push_back(ring);
        }
    }
};

int main() {
    constexpr std::size_t batch = 64;
    const Points training(batch * 100, 1);
    const Points fresh(1000, 2);

    Rings model(3); // the seed of its initial parameters
    Trainer<Rings, CrossEntropy, Adam> trainer(model, {.learning_rate = 1e-2}, {.batch = batch});
    for (std::size_t step = 0; step < 300; ++step) {
        const std::size_t first = step % 100 * batch;
        const double loss = trainer.step({training.coordinates.data() + 2 * first, batch}, {training.rings.data() + first, batch});
        if (step % 100 == 0) std::printf("step %zu: loss %.2f\n", step, loss);
    }

    std::vector<float> logits(std::size_t{1000} * 3);
    Predictor<Rings> predict(model);
    predict({fresh.coordinates.data(), 1000}, {logits.data(), 1000});
    int correct = 0;
    for (std::size_t i = 0; i < 1000; ++i) correct += std::max_element(&logits[3 * i], &logits[3 * i] + 3) - &logits[3 * i] == fresh.rings[i];
    std::printf("%d of 1000 new points on the right ring\n", correct);
    return correct > 980 ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   step 0: loss 1.09
//   step 100: loss 0.01
//   step 200: loss 0.01
//   994 of 1000 new points on the right ring
