// xtensor at the edges: containers go in, containers come out, and a parameter is one too.
#include "duet/duet.hpp"
#include "duet/model/xtensor.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

using namespace duet;

using Angle = Model<Sequential<Named<"in", Linear<32>>, Tanh, Named<"out", Linear<2>>>, Shape<1>>;

int main() {
    constexpr std::size_t count = 256;
    xt::xtensor<float, 2> angles({count, 1});
    xt::xtensor<float, 2> points({count, 2}); // on the circle
    for (std::size_t i = 0; i < count; ++i) {
        angles(i, 0) = std::numbers::pi_v<float> * (2 * static_cast<float>(i) / count - 1);
        points(i, 0) = std::cos(angles(i, 0));
        points(i, 1) = std::sin(angles(i, 0));
    }

    Angle model(1);
    Trainer<Angle, MeanSquaredError, Adam> trainer(model, {.learning_rate = 1e-2}, {.batch = count});
    while (trainer.steps() < 1000 && trainer.finite()) trainer.step(as_batch<Shape<1>>(angles), as_batch<Shape<2>>(points)); // no copies

    const xt::xtensor<float, 2> found = predict(model, angles);
    float furthest = 0;
    for (std::size_t i = 0; i < count; ++i) furthest = std::max(furthest, std::hypot(found(i, 0) - points(i, 0), found(i, 1) - points(i, 1)));
    std::printf("at most %.2f from the circle\n", furthest);

    auto bias = parameter_as_xtensor(model, "out.bias"); // a view: this moves the circle
    bias(0) += 5;
    const xt::xtensor<float, 2> moved = predict(model, angles);
    std::printf("moved by (%.1f, %.1f)\n", moved(0, 0) - found(0, 0), moved(0, 1) - found(0, 1));

    xt::xtensor<float, 2> wrong({count, 3});
    try {
        predict(model, wrong);
    } catch (const Error& error) {
        std::printf("%s\n", error.what());
    }
    return furthest < 0.1F && std::abs(moved(0, 0) - found(0, 0) - 5) < 1e-4F ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   at most 0.04 from the circle
//   moved by (5.0, 0.0)
//   the input has shape (256, 3); expected (n, 1) for n samples
