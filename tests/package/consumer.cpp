// A program of somebody who uses the library: what a small model makes of a second of silence.
#include "duet/compose/sequential.hpp"
#include "duet/data/mfcc.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"

#include <array>
#include <cmath>
#include <cstdio>

using Listener = duet::Model<duet::Sequential<duet::Flatten, duet::Linear<2>>, duet::Shape<39, 13>>;

int main() {
    const Listener model(1);
    const std::array<float, 8000> silence{};
    const auto coefficients = duet::data::Mfcc()(silence);
    std::array<float, 2> y{};
    duet::Predictor<Listener>(model, 1)({coefficients.data(), 1}, {y.data(), 1});
    std::printf("duet works here: %s\n", std::isfinite(y[0]) && y[0] != y[1] ? "yes" : "no");
}
