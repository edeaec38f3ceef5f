#define BOOST_TEST_MODULE gelu
#include "duet/layers/gelu.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <tuple>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<GELU, Shape<7>>();
    check_layer<GELU, Shape<3, 5, 7>>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gives_the_function, T, decltype(std::tuple<float, double>{})) {
    constexpr std::size_t count = 2001;
    LayerProbe<bind<GELU, Shape<count>>, T> probe(1);
    for (std::size_t i = 0; i < count; ++i) probe.input[i] = static_cast<T>(static_cast<double>(i) / 100 - 10);
    probe.forward();
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = static_cast<double>(probe.input[i]);
        const double expected = x / 2 * std::erfc(-x / std::sqrt(2.0));
        BOOST_REQUIRE_SMALL((static_cast<double>(probe.output[i]) - expected) / (1 + std::abs(expected)), sizeof(T) == 4 ? 1e-6 : 2e-14);
    }
}
