// The program of image_duet.cpp in PyTorch's C++.
#include <cstdio>

#include <torch/torch.h>

using namespace torch::nn;

int main() {
    const torch::Tensor pictures = torch::zeros({128, 1, 28, 28});
    const torch::Tensor labels = torch::zeros({128}, torch::kLong);
    Sequential net(Conv2d(Conv2dOptions(1, 32, 5).padding(2)), ReLU(), MaxPool2d(2), Conv2d(Conv2dOptions(32, 64, 5).padding(2)), ReLU(),
                   MaxPool2d(2), Flatten(), Linear(3136, 256), ReLU(), Dropout(0.2), Linear(256, 10));
    torch::optim::Adam adam(net->parameters(), 1e-3);
    const torch::Tensor loss = functional::cross_entropy(net->forward(pictures), labels);
    loss.backward();
    adam.step();
    net->eval();
    const torch::NoGradGuard no_gradients;
    std::printf("%.4f %.4f\n", loss.item<double>(), net->forward(pictures.slice(0, 0, 1))[0][0].item<double>());
}
