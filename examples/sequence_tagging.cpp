// A tag for every step of a sequence: is a character inside quotation marks? An LSTM must remember whether one is open.
#include "duet/duet.hpp"

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

using namespace duet;

constexpr std::size_t steps = 24;
constexpr std::string_view alphabet = "ab \""; // the last one opens and closes

using Text = Shape<steps, alphabet.size()>; // in each step one of them is 1
using Tagger = Model<Sequential<LSTM<16, 1, LSTMOutput::all>, Linear<2>>, Text>;
static_assert(std::is_same_v<Tagger::Output, Shape<steps, 2>>); // two logits for each step

std::string random_text(Random& random) {
    std::string text;
    for (std::size_t i = 0; i < steps; ++i) text += alphabet[random.below(alphabet.size())];
    return text;
}

void encode(std::string_view text, std::vector<float>& x, std::vector<int>& tags) {
    bool open = false;
    for (const char character : text) {
        for (const char letter : alphabet) x.push_back(character == letter ? 1.0F : 0.0F);
        if (character == alphabet.back()) open = !open;
        tags.push_back(open ? 1 : 0);
    }
}

int main() {
    constexpr std::size_t batch = 64;
    Random random(1);
    Tagger model(2);
    Trainer<Tagger, CrossEntropy, Adam> trainer(model, {.learning_rate = 1e-2}, {.batch = batch, .clip = 1});
    for (std::size_t step = 0; step <= 400; ++step) {
        std::vector<float> x;
        std::vector<int> tags; // one for each step of each text
        for (std::size_t i = 0; i < batch; ++i) encode(random_text(random), x, tags);
        const double loss = trainer.step({x.data(), batch}, tags);
        if (step % 100 == 0) std::printf("step %zu: loss %.2f\n", step, loss);
    }

    const std::string text = "ab \"ba b\" a \"b\" \"\" ab \"ba";
    std::vector<float> x;
    std::vector<int> tags;
    encode(std::string_view(text).substr(0, steps), x, tags);
    const std::vector<float> logits = predict(model, {x.data(), 1});
    std::string found;
    int correct = 0;
    for (std::size_t i = 0; i < steps; ++i) {
        const bool inside = logits[2 * i + 1] > logits[2 * i];
        found += inside ? '^' : ' ';
        correct += inside == (tags[i] == 1);
    }
    std::printf("%s\n%s\n%d of %zu right\n", text.substr(0, steps).c_str(), found.c_str(), correct, steps);
    return correct == steps ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   step 0: loss 0.70
//   step 100: loss 0.57
//   step 200: loss 0.01
//   step 300: loss 0.00
//   step 400: loss 0.00
//   ab "ba b" a "b" "" ab "b
//      ^^^^^    ^^  ^     ^^
//   24 of 24 right
