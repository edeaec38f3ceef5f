// One step of training and one prediction of the image branch: what such a program costs to compile, beside image_dlib.cpp and image_pytorch.cpp.
#include "duet/duet.hpp"

#include <cstdio>
#include <vector>

using namespace duet;

using Network =
    Sequential<Conv2d<32, 5>, ReLU, MaxPool2d<2>, Conv2d<64, 5>, ReLU, MaxPool2d<2>, Flatten, Linear<256>, ReLU, Dropout<0.2>, Linear<10>>;
using Image = Model<Network, Shape<1, 28, 28>>;

int main() {
    const std::vector<float> pictures(std::size_t{128} * 784);
    const std::vector<int> labels(128);
    Image model(1);
    Trainer<Image, CrossEntropy, Adam> trainer(model, {.learning_rate = 1e-3}, {.batch = 128});
    const double loss = trainer.step({pictures.data(), 128}, labels);
    std::vector<float> logits(10);
    Predictor<Image> predict(model, 1);
    predict({pictures.data(), 1}, {logits.data(), 1});
    std::printf("%.4f %.4f\n", loss, static_cast<double>(logits[0]));
}
