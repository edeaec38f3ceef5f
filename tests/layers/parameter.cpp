#define BOOST_TEST_MODULE parameter
#include "duet/layers/parameter.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

static_assert(Parameter("weight", Shape<3, 5>{}, {}).size() == 15);
static_assert(parameter_storage(std::array{Parameter("a", Shape<3, 5>{}, {}), Parameter("b", Shape<17>{}, {})}) == 48);

namespace {
std::vector<double> drawn(Scheme scheme, std::size_t fan_in, std::size_t fan_out) {
    std::vector<double> values(20000);
    Initialiser{scheme, fan_in, fan_out}.fill(std::span(values), RandomStream{5, 9});
    return values;
}
double deviation(const std::vector<double>& values) {
    double square = 0;
    for (const double v : values) square += v * v;
    return std::sqrt(square / static_cast<double>(values.size()));
}
double largest(const std::vector<double>& values) {
    double most = 0;
    for (const double v : values) most = std::max(most, std::abs(v));
    return most;
}
} // namespace

BOOST_AUTO_TEST_CASE(uniform_schemes_fill_their_range) {
    const auto check = [](Scheme scheme, double bound) {
        const std::vector<double> values = drawn(scheme, 100, 50);
        BOOST_TEST(largest(values) <= bound);
        BOOST_TEST(largest(values) > 0.99 * bound);
        BOOST_TEST(deviation(values) == bound / std::sqrt(3.0), boost::test_tools::tolerance(0.02));
    };
    check(Scheme::fan_in_uniform, 0.1);
    check(Scheme::kaiming_uniform, std::sqrt(6.0 / 100));
    check(Scheme::xavier_uniform, std::sqrt(6.0 / 150));
}

BOOST_AUTO_TEST_CASE(normal_schemes_have_their_deviation) {
    BOOST_TEST(deviation(drawn(Scheme::kaiming_normal, 100, 50)) == std::sqrt(2.0 / 100), boost::test_tools::tolerance(0.02));
    BOOST_TEST(deviation(drawn(Scheme::xavier_normal, 100, 50)) == std::sqrt(2.0 / 150), boost::test_tools::tolerance(0.02));
    BOOST_TEST(deviation(drawn(Scheme::normal, 1, 1)) == 1.0, boost::test_tools::tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(constants) {
    BOOST_TEST(largest(drawn(Scheme::zeros, 1, 1)) == 0);
    BOOST_TEST(deviation(drawn(Scheme::ones, 1, 1)) == 1);
}
