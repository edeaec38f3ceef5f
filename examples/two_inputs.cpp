// Two inputs fused by attention: a name, and a list of (name, colour) pairs in random order. Which colour has the thing of that name?
// Neither input says so alone: the name must find its pair.
#include "duet/duet.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <span>
#include <vector>

using namespace duet;

constexpr std::size_t things = 6;
constexpr std::size_t colours = 4;

using Asked = Shape<things>;                   // one of them is 1
using Pairs = Shape<things, things + colours>; // in each row a name, then a colour
using Network = Sequential<Branches<Named<"name", Linear<32>>, Named<"pairs", Linear<32>>>, Named<"fusion", CrossAttention<4, 0.0>>,
                           Named<"head", Linear<colours>>>;
using Recall = Model<Network, Asked, Pairs>;

/// Fills one sample and returns its label.
int draw(Random& random, float* name, float* pairs) {
    std::array<std::size_t, things> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(std::span<std::size_t>(order));
    const std::size_t asked = random.below(things);
    std::size_t answer = 0;
    std::fill_n(name, Asked::size, 0.0F);
    std::fill_n(pairs, Pairs::size, 0.0F);
    name[asked] = 1;
    for (std::size_t row = 0; row < things; ++row) {
        const std::size_t colour = random.below(colours);
        pairs[row * Pairs::last + order[row]] = 1;
        pairs[row * Pairs::last + things + colour] = 1;
        if (order[row] == asked) answer = colour;
    }
    return static_cast<int>(answer);
}

int main() {
    constexpr std::size_t batch = 128;
    std::vector<float> names(batch * Asked::size), pairs(batch * Pairs::size), logits(batch * colours);
    std::vector<int> labels(batch);
    const Batch<const float, Recall::Input> inputs({names.data(), pairs.data()}, batch);
    Random random(1);
    const auto next_batch = [&] {
        for (std::size_t i = 0; i < batch; ++i) labels[i] = draw(random, &names[i * Asked::size], &pairs[i * Pairs::size]);
    };

    std::printf("%s\n", summary<Recall>().c_str());
    Recall model(2);
    Trainer<Recall, CrossEntropy, Adam> trainer(model, {.learning_rate = 3e-3}, {.batch = batch});
    for (int step = 0; step < 600; ++step) {
        next_batch();
        trainer.step(inputs, labels);
    }

    next_batch();
    Predictor<Recall> predict(model);
    predict(inputs, {logits.data(), batch});
    int correct = 0;
    for (std::size_t i = 0; i < batch; ++i) {
        const float* first = &logits[i * colours];
        correct += std::max_element(first, first + colours) - first == labels[i];
    }
    std::printf("%d of %zu colours found\n", correct, batch);
    return correct > 120 ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   Layer                                 Output shape      Parameters   Multiply-adds
//   ----------------------------------------------------------------------------------
//   Input                                 (6) + (6, 10)              -               -
//   Sequential                            (4)                    4,996          16,960
//     Branches '0'                        (32) + (6, 32)           576           2,112
//       Linear 'name'                     (32)                     224             192
//       Linear 'pairs'                    (6, 32)                  352           1,920
//     CrossAttention 'fusion'             (32)                   4,288          14,720
//       Residual                          (32)                   4,224          14,720
//         MultiHeadAttention 'attention'  (32)                   4,224          14,720
//       LayerNorm 'norm'                  (32)                      64               -
//     Linear 'head'                       (4)                      132             128
//   ----------------------------------------------------------------------------------
//   Parameters                              4,996  (0.02 MB)
//   Workspace floats, training              1,568  (0.01 MB per sample)
//   Workspace floats, prediction              768  (0.00 MB per sample)
//   Multiply-adds per sample               16,960
//
//   128 of 128 colours found
