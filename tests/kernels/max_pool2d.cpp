#define BOOST_TEST_MODULE max_pool2d
#include "duet/kernels/max_pool2d.hpp"

#include "plain_pool.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace duet;
using kernels::PoolShape;

namespace {

template <PoolShape S, class T>
void check(std::size_t planes) {
    const auto x = few_values<T>(planes * S.in.area(), 1);
    const auto dy = few_values<T>(planes * S.out().area(), 2);
    std::vector<T> expected_y(dy.size()), expected_dx(x.size());
    for (std::size_t plane = 0; plane < planes; ++plane) {
        for_each_window(S, [&](std::size_t out, const std::vector<std::size_t>& inputs) {
            std::size_t best = plane * S.in.area() + inputs.front();
            for (const std::size_t i : inputs) {
                if (x[plane * S.in.area() + i] > x[best]) best = plane * S.in.area() + i;
            }
            expected_y[plane * S.out().area() + out] = x[best];
            expected_dx[best] += dy[plane * S.out().area() + out];
        });
    }
    for (const int threads : {1, 2, 3}) {
        std::vector<T> y(dy.size(), T{99}), dx(x.size(), T{99});
        kernels::max_pool2d<S>(Workers<T>{threads}, planes, x.data(), y.data());
        kernels::max_pool2d_gradient<S>(Workers<T>{threads}, planes, x.data(), dy.data(), dx.data());
        BOOST_TEST(y == expected_y, boost::test_tools::per_element());
        BOOST_TEST(dx == expected_dx, boost::test_tools::per_element());
    }
}

template <PoolShape S>
void check() {
    check<S, float>(1);
    check<S, float>(33);
    check<S, double>(3);
}

} // namespace

// in, window, stride
BOOST_AUTO_TEST_CASE(halves) { check<PoolShape{{28, 28}, 2, 2}>(); }
BOOST_AUTO_TEST_CASE(small) { check<PoolShape{{4, 6}, 2, 2}>(); }
BOOST_AUTO_TEST_CASE(overlapping) { check<PoolShape{{7, 9}, 3, 2}>(); }
BOOST_AUTO_TEST_CASE(step_of_one) { check<PoolShape{{5, 6}, {2, 3}, 1}>(); }
BOOST_AUTO_TEST_CASE(gaps) { check<PoolShape{{8, 5}, 2, 3}>(); }
BOOST_AUTO_TEST_CASE(all_of_it) { check<PoolShape{{5, 3}, {5, 3}, {5, 3}}>(); }

BOOST_AUTO_TEST_CASE(nan_spreads) {
    constexpr PoolShape shape{{2, 2}, 2, 2};
    for (std::size_t at = 0; at < 4; ++at) {
        std::vector<float> x{1, 2, 3, 4};
        x[at] = std::numeric_limits<float>::quiet_NaN();
        float y = 0;
        kernels::max_pool2d<shape>(Workers<float>{1}, 1, x.data(), &y);
        BOOST_TEST(std::isnan(y));
    }
}
