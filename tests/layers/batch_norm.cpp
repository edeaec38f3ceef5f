#define BOOST_TEST_MODULE batch_norm
#include "duet/layers/batch_norm.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace duet;

namespace {

constexpr std::size_t width = 6;
using Layer = bind<BatchNorm, Shape<4, width>>;

template <Mode M>
void fill(LayerProbe<Layer, double, M>& probe) {
    Random random(3);
    for (std::size_t i = 0; i < probe.samples() * Layer::Input::size; ++i) probe.input[i] = 100 + 3 * random.normal();
    for (std::size_t c = 0; c < width; ++c) {
        probe.parameters[parameter_offset<Layer>("weight") + c] = 2;
        probe.parameters[parameter_offset<Layer>("bias") + c] = -1;
        probe.parameters[parameter_offset<Layer>("running_mean") + c] = 90;
        probe.parameters[parameter_offset<Layer>("running_var") + c] = 4;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<BatchNorm, Shape<2, 5>>();
    check_layer<BatchNorm, Shape<3, 17>>();
    check_layer<BatchNorm, Shape<2, 3, 8>>();
    check_layer<BasicBatchNorm<0.1, 0.5>, Shape<2, 64>>();
}

BOOST_AUTO_TEST_CASE(in_training_columns_of_the_whole_batch_have_mean_0_and_variance_1) {
    LayerProbe<Layer, double> probe(5);
    fill(probe);
    probe.forward(2);
    probe.backward(2);
    constexpr std::size_t rows = 5 * 4;
    for (std::size_t c = 0; c < width; ++c) {
        double mean = 0;
        double variance = 0;
        for (std::size_t r = 0; r < rows; ++r) mean += probe.input[r * width + c] / rows;
        for (std::size_t r = 0; r < rows; ++r) variance += std::pow(probe.input[r * width + c] - mean, 2) / rows;
        for (std::size_t r = 0; r < rows; ++r) {
            BOOST_CHECK_SMALL(probe.output[r * width + c] - (2 * (probe.input[r * width + c] - mean) / std::sqrt(variance + 1e-5) - 1), 1e-9);
        }
        // A tenth of the way to the batch's mean and to its unbiased variance.
        BOOST_CHECK_SMALL(probe.gradients[parameter_offset<Layer>("running_mean") + c] - 0.1 * (90 - mean), 1e-9);
        BOOST_CHECK_SMALL(probe.gradients[parameter_offset<Layer>("running_var") + c] - 0.1 * (4 - variance * rows / (rows - 1)), 1e-9);
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
