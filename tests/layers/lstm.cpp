#define BOOST_TEST_MODULE lstm
#include "duet/layers/lstm.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace duet;

namespace {

template <class L, class T, Mode M>
void fill(LayerProbe<L, T, M>& probe, std::uint64_t seed) {
    Random random(seed);
    for (auto* buffer : {&probe.parameters, &probe.input, &probe.output_gradient}) {
        for (std::size_t i = 0; i < buffer->size(); ++i) (*buffer)[i] = static_cast<T>(random.uniform(-1, 1));
    }
}

/// One layer over one sequence, a unit at a time: h_t = o tanh(c_t), c_t = f c_{t-1} + i g.
std::vector<double> plain_lstm(std::size_t steps, std::size_t inputs, std::size_t hidden, const std::vector<double>& x, const double* input_weight,
                               const double* hidden_weight, const double* input_bias, const double* hidden_bias) {
    std::vector<double> h(hidden), c(hidden), all;
    const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
    for (std::size_t t = 0; t < steps; ++t) {
        const std::vector<double> before = h;
        const auto sum = [&](std::size_t row) {
            double s = input_bias[row] + hidden_bias[row];
            for (std::size_t k = 0; k < inputs; ++k) s += input_weight[row * inputs + k] * x[t * inputs + k];
            for (std::size_t k = 0; k < hidden; ++k) s += hidden_weight[row * hidden + k] * before[k];
            return s;
        };
        for (std::size_t u = 0; u < hidden; ++u) {
            c[u] = sigmoid(sum(hidden + u)) * c[u] + sigmoid(sum(u)) * std::tanh(sum(2 * hidden + u));
            h[u] = sigmoid(sum(3 * hidden + u)) * std::tanh(c[u]);
        }
        all.insert(all.end(), h.begin(), h.end());
    }
    return all;
}

template <std::size_t Steps, std::size_t Features, std::size_t Hidden>
void compare_with_plain_lstm() {
    constexpr std::size_t samples = 35; // two pieces of the batch and a bit
    using In = Shape<Steps, Features>;
    using All = bind<LSTM<Hidden, 2, LSTMOutput::all>, In>;
    using Last = bind<LSTM<Hidden, 2>, In>;
    LayerProbe<All, double> all(samples);
    LayerProbe<Last, double, Mode::inference> last(samples);
    fill(all, 5);
    fill(last, 5);
    all.forward(3);
    last.forward();
    const double* p = all.parameters.data();
    for (std::size_t s = 0; s < samples; ++s) {
        const double* x = all.input.data() + s * In::size;
        const auto below =
            plain_lstm(Steps, Features, Hidden, {x, x + In::size}, p + parameter_offset<All>("weight_ih_l0"),
                       p + parameter_offset<All>("weight_hh_l0"), p + parameter_offset<All>("bias_ih_l0"), p + parameter_offset<All>("bias_hh_l0"));
        const auto expected =
            plain_lstm(Steps, Hidden, Hidden, below, p + parameter_offset<All>("weight_ih_l1"), p + parameter_offset<All>("weight_hh_l1"),
                       p + parameter_offset<All>("bias_ih_l1"), p + parameter_offset<All>("bias_hh_l1"));
        for (std::size_t i = 0; i < expected.size(); ++i) BOOST_CHECK_SMALL(all.output[s * Steps * Hidden + i] - expected[i], 1e-13);
        for (std::size_t u = 0; u < Hidden; ++u) BOOST_CHECK_SMALL(last.output[s * Hidden + u] - expected[(Steps - 1) * Hidden + u], 1e-13);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<LSTM<6>, Shape<7, 3>>();
    check_layer<LSTM<5, 2, LSTMOutput::all>, Shape<4, 3>>();
    check_layer<LSTM<3, 3>, Shape<6, 1>>();
    check_layer<LSTM<2>, Shape<3, 9>>();
    check_layer<LSTM<4, 2>, Shape<1, 3>>();
    check_layer<LSTM<17, 1, LSTMOutput::all>, Shape<2, 3>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_with_dropout_between_layers) {
    check_layer<LSTM<5, 3, LSTMOutput::last, 0.3>, Shape<4, 3>>();
    check_layer<LSTM<4, 2, LSTMOutput::all, 0.5>, Shape<3, 6>>();
}

BOOST_AUTO_TEST_CASE(is_the_lstm_of_the_equations) {
    compare_with_plain_lstm<7, 3, 6>();
    compare_with_plain_lstm<20, 1, 17>();
    compare_with_plain_lstm<1, 4, 3>();
}

BOOST_AUTO_TEST_CASE(many_pieces_of_the_batch_give_the_same_bits_on_any_thread) {
    using L = bind<LSTM<5, 2>, Shape<4, 3>>;
    LayerProbe<L, float> one(75), three(75);
    fill(one, 9);
    fill(three, 9);
    one.gradients.fill(0.0F);
    three.gradients.fill(0.0F);
    one.forward(1);
    one.backward(1);
    three.forward(3);
    three.backward(3);
    BOOST_TEST(std::equal(one.gradients.data(), one.gradients.data() + one.gradients.size(), three.gradients.data()));
    const std::size_t inputs = 75 * L::Input::size;
    BOOST_TEST(std::equal(one.input_gradient.data(), one.input_gradient.data() + inputs, three.input_gradient.data()));
}

BOOST_AUTO_TEST_CASE(dropout_acts_in_training_only) {
    using In = Shape<5, 3>;
    LayerProbe<bind<LSTM<4, 2>, In>, double> without(3);
    LayerProbe<bind<LSTM<4, 2, LSTMOutput::last, 0.5>, In>, double> training(3);
    LayerProbe<bind<LSTM<4, 2, LSTMOutput::last, 0.5>, In>, double, Mode::inference> inference(3);
    LayerProbe<bind<LSTM<4, 1, LSTMOutput::last, 0.5>, In>, double> single(3);
    LayerProbe<bind<LSTM<4, 1>, In>, double> plain_single(3);
    fill(without, 3);
    fill(training, 3);
    fill(inference, 3);
    fill(single, 3);
    fill(plain_single, 3);
    without.forward();
    training.forward();
    inference.forward();
    single.forward();
    plain_single.forward();
    for (std::size_t i = 0; i < 12; ++i) {
        BOOST_CHECK_CLOSE(inference.output[i], without.output[i], 1e-9);
        BOOST_TEST(std::abs(training.output[i] - without.output[i]) > 1e-6);
        BOOST_CHECK_CLOSE(single.output[i], plain_single.output[i], 1e-9); // nothing is dropped behind the last layer
    }
}

BOOST_AUTO_TEST_CASE(saturated_gates_stay_finite) {
    LayerProbe<bind<LSTM<3>, Shape<40, 2>>, float> probe(1);
    for (std::size_t i = 0; i < probe.parameters.size(); ++i) probe.parameters[i] = i % 3 == 0 ? -900.0F : 700.0F;
    for (std::size_t i = 0; i < 80; ++i) probe.input[i] = i % 2 == 0 ? 50.0F : -80.0F;
    probe.output_gradient.fill(1.0F);
    probe.forward();
    probe.backward();
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::isfinite(probe.output[i]));
    for (std::size_t i = 0; i < 80; ++i) BOOST_TEST(std::isfinite(probe.input_gradient[i]));
}

BOOST_AUTO_TEST_CASE(parameters_are_those_of_pytorch) {
    constexpr auto& list = bind<LSTM<256, 3>, Shape<507, 1>>::parameter_list;
    static_assert(list.size() == 12);
    BOOST_TEST(list[0].name.view() == "weight_ih_l0");
    BOOST_TEST(list[0].size() == 1024U);
    BOOST_TEST(list[5].name.view() == "weight_hh_l1");
    BOOST_TEST(list[8].name.view() == "weight_ih_l2");
    BOOST_TEST(list[8].size() == 1024U * 256);
    BOOST_TEST(list[11].name.view() == "bias_hh_l2");
    for (const Parameter& p : list) BOOST_TEST((p.initialiser.scheme == Scheme::fan_in_uniform && p.initialiser.fan_in == 256));
}
