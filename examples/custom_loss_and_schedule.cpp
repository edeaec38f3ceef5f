// A loss and a schedule of your own: a line fitted to points of which every tenth is far off. Squared errors chase those; Huber's loss does not.
#include "duet/duet.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace duet;

using Line = Model<Linear<1>, Shape<1>>;

/// Quadratic up to 1, linear beyond (Huber 1964; PyTorch: nn.HuberLoss). A loss says what its targets are, which outputs it accepts, and its gradient.
struct Huber {
    template <class T, class Output>
    using Target = Batch<const T, Output>;

    template <class Output>
    static consteval bool accepts() {
        static_assert(is_shape<Output>, "Huber needs a model with one output");
        return is_shape<Output>;
    }

    template <class T, class Output>
    static double value_and_gradient(Batch<const T, Output> y, Batch<const T, Output> target, Batch<T, Output> dy) {
        const auto count = static_cast<T>(y.elements());
        double total = 0;
        for (std::size_t i = 0; i < y.elements(); ++i) {
            const T error = y.data[i] - target.data[i];
            const T inner = std::clamp(error, T{-1}, T{1});
            total += static_cast<double>(inner * (error - inner / 2));
            dy.data[i] = inner / count;
        }
        return total / static_cast<double>(count);
    }
};

/// What a loss makes of the points: y = 3x - 1, but for the outliers. Returns the slope.
template <class Loss>
float fitted_slope() {
    constexpr std::size_t count = 200;
    Random random(1);
    std::vector<float> x(count), y(count);
    for (std::size_t i = 0; i < count; ++i) {
        x[i] = static_cast<float>(random.uniform(-2, 2));
        y[i] = 3 * x[i] - 1 + static_cast<float>(0.1 * random.normal());
        if (i % 10 == 0) y[i] -= 15 * x[i];
    }
    // Up in a straight line, down in another, again and again and lower each time. Any function of the step is a schedule.
    const auto triangles = [](std::size_t step) {
        constexpr std::size_t half = 25;
        const std::size_t wave = step / (2 * half);
        const double place = static_cast<double>(step % (2 * half)) / half;
        return (1 - std::abs(1 - place)) * std::pow(0.7, static_cast<double>(wave));
    };
    Line line(1);
    Trainer<Line, Loss, Adam> trainer(line, {.learning_rate = 0.2}, {.batch = count});
    while (trainer.steps() < 500 && trainer.finite()) trainer.step({x.data(), count}, {y.data(), count}, triangles(trainer.steps()));
    return line.parameter("weight")[0];
}

int main() {
    const float squared = fitted_slope<MeanSquaredError>();
    const float huber = fitted_slope<Huber>();
    std::printf("slope by squared errors: %.2f\nslope by Huber's loss:   %.2f\n", squared, huber);
    return std::abs(huber - 3) < 0.2F && std::abs(squared - 3) > 1 ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   slope by squared errors: 1.02
//   slope by Huber's loss:   2.90
