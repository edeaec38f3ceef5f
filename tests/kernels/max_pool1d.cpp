#define BOOST_TEST_MODULE max_pool1d
#include "duet/kernels/max_pool1d.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace duet::kernels;
using duet::Workers;

// Two channels; windows of three tokens that share one.
BOOST_AUTO_TEST_CASE(the_first_largest_of_each_window) {
    constexpr Pool1dShape shape{5, 2, 3, 2};
    static_assert(shape.out() == 2);
    const std::vector<float> x{1, 9, 4, 9, 4, 2, 0, 3, 7, 3}, slopes{10, 1, 20, 2};
    std::vector<float> y(4), dx(10, 5.0F);
    max_pool1d<shape>(Workers<float>{}, 1, x.data(), y.data());
    BOOST_TEST(y == (std::vector<float>{4, 9, 7, 3}));
    max_pool1d_gradient<shape>(Workers<float>{}, 1, x.data(), slopes.data(), dx.data());
    BOOST_TEST(dx == (std::vector<float>{0, 1, 10, 0, 0, 0, 0, 2, 20, 0}));
}

BOOST_AUTO_TEST_CASE(a_token_shared_by_two_windows_gets_both_gradients) {
    constexpr Pool1dShape shape{3, 1, 2, 1};
    const std::vector<double> x{1, 3, 2}, slopes{10, 1};
    std::vector<double> dx(3);
    max_pool1d_gradient<shape>(Workers<double>{}, 1, x.data(), slopes.data(), dx.data());
    BOOST_TEST(dx == (std::vector<double>{0, 11, 0}));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_is_not_hidden) {
    constexpr Pool1dShape shape{2, 1, 2, 2};
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    for (const auto& x : {std::vector<float>{nan, 3}, std::vector<float>{3, nan}}) {
        float y = 0;
        max_pool1d<shape>(Workers<float>{}, 1, x.data(), &y);
        BOOST_TEST(std::isnan(y));
    }
}
