#define BOOST_TEST_MODULE layer_norm
#include "duet/layers/layer_norm.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<LayerNorm, Shape<5>>();
    check_layer<LayerNorm, Shape<3, 17>>();
    check_layer<LayerNorm, Shape<2, 3, 8>>();
    check_layer<BasicLayerNorm<0.1>, Shape<507>>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_have_mean_0_and_variance_1, T, decltype(std::tuple<float, double>{})) {
    constexpr std::size_t width = 39;
    LayerProbe<bind<LayerNorm, Shape<2, width>>, T> probe(3);
    Random random(5);
    for (std::size_t i = 0; i < 6 * width; ++i) probe.input[i] = static_cast<T>(1000 + 3 * random.normal());
    for (std::size_t i = 0; i < width; ++i) probe.parameters[i] = 2;
    for (std::size_t i = 0; i < width; ++i) probe.parameters[round_up_to_block(width) + i] = 1;
    probe.forward(2);
    for (std::size_t row = 0; row < 6; ++row) {
        double mean = 0;
        for (std::size_t i = 0; i < width; ++i) mean += static_cast<double>(probe.input[row * width + i]) / width;
        double variance = 0;
        for (std::size_t i = 0; i < width; ++i) variance += std::pow(static_cast<double>(probe.input[row * width + i]) - mean, 2) / width;
        for (std::size_t i = 0; i < width; ++i) {
            const double expected = 2 * (static_cast<double>(probe.input[row * width + i]) - mean) / std::sqrt(variance + 1e-5) + 1;
            BOOST_CHECK_SMALL(static_cast<double>(probe.output[row * width + i]) - expected, sizeof(T) == 4 ? 2e-4 : 1e-10);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_constant_row_gives_the_bias) {
    LayerProbe<bind<LayerNorm, Shape<7>>, double> probe(1);
    for (std::size_t i = 0; i < 7; ++i) {
        probe.input[i] = -4.25;
        probe.parameters[i] = 3;
        probe.parameters[block + i] = 0.5;
    }
    probe.forward();
    for (std::size_t i = 0; i < 7; ++i) BOOST_TEST(probe.output[i] == 0.5);
}
