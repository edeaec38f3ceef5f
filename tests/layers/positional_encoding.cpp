#define BOOST_TEST_MODULE positional_encoding
#include "duet/layers/positional_encoding.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<PositionalEncoding, Shape<5, 6>>();
    check_layer<PositionalEncoding, Shape<5, 7>>();
    check_layer<PositionalEncoding, Shape<9>>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(adds_the_sinusoids, T, decltype(std::tuple<float, double>{})) {
    constexpr std::size_t tokens = 39, width = 13;
    LayerProbe<bind<PositionalEncoding, Shape<tokens, width>>, T> probe(2);
    probe.input.fill(T{0.25});
    probe.forward();
    for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t p = 0; p < tokens; ++p) {
            for (std::size_t c = 0; c < width; ++c) {
                const double angle = static_cast<double>(p) / std::pow(10000.0, static_cast<double>(c - c % 2) / width);
                const double expected = 0.25 + (c % 2 == 0 ? std::sin(angle) : std::cos(angle));
                BOOST_CHECK_SMALL(static_cast<double>(probe.output[(s * tokens + p) * width + c]) - expected, sizeof(T) == 4 ? 1e-6 : 1e-12);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_single_token_stands_at_position_0) {
    LayerProbe<bind<PositionalEncoding, Shape<7>>, double> probe(1);
    probe.forward();
    for (std::size_t c = 0; c < 7; ++c) BOOST_TEST(probe.output[c] == (c % 2 == 0 ? 0.0 : 1.0));
}

BOOST_AUTO_TEST_CASE(may_work_in_place) {
    using L = bind<PositionalEncoding, Shape<2, 3>>;
    LayerProbe<L, double> probe(1);
    for (std::size_t i = 0; i < 6; ++i) probe.input[i] = static_cast<double>(i);
    probe.forward();
    const Batch<double, Shape<2, 3>> values(probe.input.data(), 1);
    L::forward<double>(Run<double, Mode::inference>{}, nullptr, values, values, {});
    for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(probe.input[i] == probe.output[i]);
    L::backward<double>(Run<double, Mode::training>{}, nullptr, nullptr, values, values, {}, values, values);
    for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(probe.input[i] == probe.output[i]);
}
