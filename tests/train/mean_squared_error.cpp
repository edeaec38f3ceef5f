#define BOOST_TEST_MODULE mean_squared_error
#include "duet/train/mean_squared_error.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>

using namespace duet;

static_assert(MeanSquaredError::accepts<Shape<3, 2>>());

BOOST_AUTO_TEST_CASE(is_the_mean_over_all_elements) {
    const std::array y{1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
    const std::array target{1.0, 0.0, 3.0, 7.0, 5.0, 5.0};
    std::array<double, 6> gradient{};
    gradient.fill(99); // assigned, not added to
    const double loss = MeanSquaredError::value_and_gradient<double, Shape<3>>({y.data(), 2}, {target.data(), 2}, {gradient.data(), 2});
    BOOST_TEST(loss == (4.0 + 9.0 + 1.0) / 6);
    const std::array expected{0.0, 4.0 / 6, 0.0, -6.0 / 6, 0.0, 2.0 / 6};
    for (std::size_t i = 0; i < 6; ++i) BOOST_CHECK_SMALL(gradient[i] - expected[i], 1e-15);
}

BOOST_AUTO_TEST_CASE(large_values_do_not_overflow) {
    const std::array y{1e30F, -1e30F};
    const std::array target{-1e30F, -1e30F};
    std::array<float, 2> gradient{};
    const double loss = MeanSquaredError::value_and_gradient<float, Shape<2>>({y.data(), 1}, {target.data(), 1}, {gradient.data(), 1});
    BOOST_TEST(loss == 2e60, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(gradient[0] == 2e30F, boost::test_tools::tolerance(1e-6F));
    BOOST_TEST(gradient[1] == 0);
}

BOOST_AUTO_TEST_CASE(no_samples_are_an_error) {
    BOOST_CHECK_THROW((MeanSquaredError::value_and_gradient<float, Shape<2>>({nullptr, 0}, {nullptr, 0}, {nullptr, 0})), Error);
}
