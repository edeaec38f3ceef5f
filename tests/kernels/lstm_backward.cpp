#define BOOST_TEST_MODULE lstm_backward
#include "duet/kernels/lstm_backward.hpp"

#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <vector>

using namespace duet;
using namespace duet::kernels;

namespace {

using Values = std::vector<double>;

Values random_values(std::size_t size, std::uint64_t seed) {
    Values values(size);
    Random random(seed);
    for (double& v : values) v = random.uniform(-1, 1);
    return values;
}

/// A layer after its forward pass; all with `gradient` from above, which the backward pass turns into that of the inputs.
struct Layer {
    LSTMExtents extents;
    std::size_t gradient_row = std::max(extents.inputs, extents.hidden);
    Values input_weight = random_values(extents.gates() * extents.inputs, 1), hidden_weight = random_values(extents.gates() * extents.hidden, 2);
    Values bias = random_values(extents.gates(), 3), x = random_values(extents.rows() * extents.inputs, 4);
    Values gates = Values(extents.rows() * extents.gates()), cell = Values(extents.rows() * extents.hidden), hidden = cell;
    Values gradient = random_values(extents.rows() * gradient_row, 5);
    Values input_weight_gradient = Values(input_weight.size()), hidden_weight_gradient = Values(hidden_weight.size());
    Values input_bias_gradient = Values(bias.size()), hidden_bias_gradient = Values(bias.size());

    explicit Layer(const LSTMExtents& of) : extents(of) {
        Values prepared(lstm_prepared_size(of.inputs, of.hidden));
        prepare_lstm<double>(of.inputs, of.hidden, parameters(), prepared.data());
        lstm(Workers<double>{}, of, parameters(), prepared.data(), x.data(), LSTMStates<double>{gates.data(), cell.data(), hidden.data()});
    }
    [[nodiscard]] LSTMParameters<const double> parameters() const { return {input_weight.data(), hidden_weight.data(), bias.data(), bias.data()}; }
};

/// The derivatives as the chain rule gives them, a sample, a step and a unit at a time.
void plain_backward(Layer& layer) {
    const auto [steps, samples, inputs, hidden] = layer.extents;
    const std::size_t gates = layer.extents.gates();
    for (std::size_t s = 0; s < samples; ++s) {
        Values later(gates), cell_gradient(hidden);
        for (std::size_t t = steps; t-- > 0;) {
            const std::size_t row = t * samples + s, before = row - samples;
            Values slopes(gates);
            for (std::size_t u = 0; u < hidden; ++u) {
                double dh = layer.gradient[row * layer.gradient_row + u];
                for (std::size_t g = 0; g < gates; ++g) dh += later[g] * layer.hidden_weight[g * hidden + u];
                const double* a = layer.gates.data() + row * gates + u;
                const double i = a[0], f = a[hidden], c = a[2 * hidden], o = a[3 * hidden], squashed = std::tanh(layer.cell[row * hidden + u]);
                const double dc = cell_gradient[u] + dh * o * (1 - squashed * squashed);
                slopes[u] = dc * c * i * (1 - i);
                slopes[hidden + u] = t == 0 ? 0 : dc * layer.cell[before * hidden + u] * f * (1 - f);
                slopes[2 * hidden + u] = dc * i * (1 - c * c);
                slopes[3 * hidden + u] = dh * squashed * o * (1 - o);
                cell_gradient[u] = dc * f;
            }
            std::fill_n(layer.gradient.data() + row * layer.gradient_row, inputs, 0.0);
            for (std::size_t g = 0; g < gates; ++g) {
                for (std::size_t k = 0; k < inputs; ++k) {
                    layer.input_weight_gradient[g * inputs + k] += slopes[g] * layer.x[row * inputs + k];
                    layer.gradient[row * layer.gradient_row + k] += slopes[g] * layer.input_weight[g * inputs + k];
                }
                for (std::size_t u = 0; t > 0 && u < hidden; ++u)
                    layer.hidden_weight_gradient[g * hidden + u] += slopes[g] * layer.hidden[before * hidden + u];
                layer.input_bias_gradient[g] += slopes[g];
                layer.hidden_bias_gradient[g] += slopes[g];
            }
            later = slopes;
        }
    }
}

/// Returns how often the inputs of each step and sample were asked for.
std::map<std::pair<std::size_t, std::size_t>, int> backward(Layer& layer, bool wants_input_gradient = true) {
    const LSTMBackwardPlan plan{layer.extents.inputs, layer.extents.hidden};
    Values scratch(slots * plan.slot_size()), own(plan.thread_size()), shared(plan.shared_size());
    const Workers<double> workers{1, slots, scratch.data(), plan.slot_size(), own.data(), plan.thread_size(), shared.data()};
    std::map<std::pair<std::size_t, std::size_t>, int> asked;
    const auto inputs = [&](std::size_t t, std::size_t first, std::size_t count, double*) {
        for (std::size_t s = first; s < first + count; ++s) ++asked[{t, s}];
        return static_cast<const double*>(layer.x.data() + (t * layer.extents.samples + first) * layer.extents.inputs);
    };
    const LSTMStates<const double> states{layer.gates.data(), layer.cell.data(), layer.hidden.data()};
    LSTMBackward(layer.extents, states, inputs, layer.gradient.data(), layer.gradient_row,
                 wants_input_gradient)(workers, layer.parameters(),
                                       LSTMParameters<double>{layer.input_weight_gradient.data(), layer.hidden_weight_gradient.data(),
                                                              layer.input_bias_gradient.data(), layer.hidden_bias_gradient.data()});
    return asked;
}

void check_equal(const Values& values, const Values& expected) {
    BOOST_REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) BOOST_CHECK_SMALL(values[i] - expected[i], 1e-10);
}

static_assert(LSTMBackwardPlan{256, 256}.pieces() > LSTMBackwardPlan{512, 512}.pieces());

} // namespace

// Steps: one block, two, one more than fills blocks. Samples: one, one group and a bit, two pieces.
BOOST_AUTO_TEST_CASE(follows_the_chain_rule) {
    for (const LSTMExtents& extents : {LSTMExtents{3, 1, 2, 5}, {9, 17, 4, 3}, {17, 35, 6, 4}, {130, 1, 3, 2}, {1, 3, 2, 2}}) {
        Layer layer(extents), plain(extents);
        plain_backward(plain);
        const auto asked = backward(layer);
        check_equal(layer.input_weight_gradient, plain.input_weight_gradient);
        check_equal(layer.hidden_weight_gradient, plain.hidden_weight_gradient);
        check_equal(layer.input_bias_gradient, plain.input_bias_gradient);
        check_equal(layer.hidden_bias_gradient, plain.hidden_bias_gradient);
        for (std::size_t row = 0; row < extents.rows(); ++row) {
            for (std::size_t k = 0; k < extents.inputs; ++k) {
                const std::size_t at = row * layer.gradient_row + k;
                BOOST_CHECK_SMALL(layer.gradient[at] - plain.gradient[at], 1e-10);
            }
        }
        BOOST_TEST(asked.size() == extents.rows());
        for (const auto& [row, times] : asked) BOOST_TEST(times == 1);
    }
}

BOOST_AUTO_TEST_CASE(without_the_gradient_of_the_inputs_the_others_are_the_same) {
    const LSTMExtents extents{9, 17, 4, 3};
    Layer with(extents), without(extents);
    backward(with);
    backward(without, false);
    BOOST_TEST(with.input_weight_gradient == without.input_weight_gradient);
    BOOST_TEST(with.hidden_weight_gradient == without.hidden_weight_gradient);
    BOOST_TEST(with.gradient != without.gradient);
}
