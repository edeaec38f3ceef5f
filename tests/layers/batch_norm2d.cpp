#define BOOST_TEST_MODULE batch_norm2d
#include "duet/layers/batch_norm2d.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace duet;

namespace {

constexpr std::size_t channels = 3;
constexpr std::size_t area = 4 * 5;
using Layer = bind<BatchNorm2d, Shape<channels, 4, 5>>;

template <Mode M>
void fill(LayerProbe<Layer, double, M>& probe) {
    Random random(3);
    for (std::size_t i = 0; i < probe.samples() * Layer::Input::size; ++i) probe.input[i] = 100 + 3 * random.normal();
    for (std::size_t c = 0; c < channels; ++c) {
        probe.parameters[parameter_offset<Layer>("weight") + c] = 2;
        probe.parameters[parameter_offset<Layer>("bias") + c] = -1;
        probe.parameters[parameter_offset<Layer>("running_mean") + c] = 90;
        probe.parameters[parameter_offset<Layer>("running_var") + c] = 4;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<BatchNorm2d, Shape<2, 3, 5>>();
    check_layer<BatchNorm2d, Shape<3, 4, 4>>();
    check_layer<BasicBatchNorm2d<0.1, 0.5>, Shape<1, 5, 7>>();
}

BOOST_AUTO_TEST_CASE(in_training_channels_of_the_whole_batch_have_mean_0_and_variance_1) {
    constexpr std::size_t samples = 5;
    constexpr std::size_t values = samples * area;
    LayerProbe<Layer, double> probe(samples);
    fill(probe);
    probe.forward(2);
    probe.backward(2);
    for (std::size_t c = 0; c < channels; ++c) {
        const auto place = [&](std::size_t value) { return (value / area * channels + c) * area + value % area; };
        double mean = 0;
        double variance = 0;
        for (std::size_t v = 0; v < values; ++v) mean += probe.input[place(v)] / values;
        for (std::size_t v = 0; v < values; ++v) variance += std::pow(probe.input[place(v)] - mean, 2) / values;
        for (std::size_t v = 0; v < values; ++v) {
            BOOST_CHECK_SMALL(probe.output[place(v)] - (2 * (probe.input[place(v)] - mean) / std::sqrt(variance + 1e-5) - 1), 1e-9);
        }
        // A tenth of the way to the batch's mean and to its unbiased variance.
        BOOST_CHECK_SMALL(probe.gradients[parameter_offset<Layer>("running_mean") + c] - 0.1 * (90 - mean), 1e-9);
        BOOST_CHECK_SMALL(probe.gradients[parameter_offset<Layer>("running_var") + c] - 0.1 * (4 - variance * values / (values - 1)), 1e-9);
    }
}

BOOST_AUTO_TEST_CASE(in_inference_the_statistics_stand_for_the_batch) {
    LayerProbe<Layer, double, Mode::inference> probe(3);
    fill(probe);
    probe.forward(2);
    for (std::size_t i = 0; i < 3 * Layer::Input::size; ++i) {
        BOOST_CHECK_SMALL(probe.output[i] - (2 * (probe.input[i] - 90) / std::sqrt(4 + 1e-5) - 1), 1e-9);
    }
}
