// The next character: a transformer reads twelve and says the thirteenth. Then it writes on by itself.
#include "duet/duet.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

using namespace duet;

constexpr std::string_view rhyme =
    "twinkle, twinkle, little star, how i wonder what you are. up above the world so high, like a diamond in the sky. ";
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz,. ";
constexpr std::size_t context = 12;

using Characters = Shape<context, alphabet.size()>; // in each step one of them is 1
using Network = Sequential<Linear<32>, PositionalEncoding, Repeat<2, TransformerEncoderLayer<4, 64, 0.0>>, LastStep, Linear<alphabet.size()>>;
using Writer = Model<Network, Characters>;

void encode(std::string_view text, std::vector<float>& x) {
    for (const char character : text) {
        for (const char letter : alphabet) x.push_back(character == letter ? 1.0F : 0.0F);
    }
}

int main() {
    const std::string endless = std::string(rhyme) + std::string(rhyme);
    std::vector<float> x;
    std::vector<int> next;
    for (std::size_t i = 0; i < rhyme.size(); ++i) {
        encode(std::string_view(endless).substr(i, context), x);
        next.push_back(static_cast<int>(alphabet.find(endless[i + context])));
    }

    Writer model(1);
    Trainer<Writer, CrossEntropy, Adam> trainer(model, {.learning_rate = 3e-3}, {.batch = 29});
    const std::vector<Epoch> history = fit(trainer, {{x.data(), next.size()}, next}, {}, {.epochs = 60});
    std::printf("%zu parameters; of %zu characters %.0f %% right after %zu epochs\n", Writer::parameter_count, next.size(),
                100 * history.back().training.accuracy, history.size());

    std::string text(rhyme.substr(0, context));
    while (text.size() < rhyme.size()) {
        std::vector<float> last;
        encode(std::string_view(text).substr(text.size() - context), last);
        const std::vector<float> logits = predict(model, {last.data(), 1});
        text += alphabet[static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin())];
    }
    std::printf("%s\n", text.c_str());
    return text == rhyme ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   19005 parameters; of 113 characters 100 % right after 60 epochs
//   twinkle, twinkle, little star, how i wonder what you are. up above the world so high, like a diamond in the sky.
