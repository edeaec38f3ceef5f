#define BOOST_TEST_MODULE avg_pool2d
#include "duet/kernels/avg_pool2d.hpp"

#include "plain_pool.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;
using kernels::PoolShape;

namespace {

template <PoolShape S, class T>
void check(std::size_t planes) {
    const auto x = few_values<T>(planes * S.in.area(), 1);
    const auto dy = few_values<T>(planes * S.out().area(), 2);
    std::vector<double> expected_y(dy.size()), expected_dx(x.size());
    for (std::size_t plane = 0; plane < planes; ++plane) {
        for_each_window(S, [&](std::size_t out, const std::vector<std::size_t>& inputs) {
            const std::size_t target = plane * S.out().area() + out;
            for (const std::size_t i : inputs) {
                expected_y[target] += static_cast<double>(x[plane * S.in.area() + i]) / static_cast<double>(inputs.size());
                expected_dx[plane * S.in.area() + i] += static_cast<double>(dy[target]) / static_cast<double>(inputs.size());
            }
        });
    }
    for (const int threads : {1, 2, 3}) {
        std::vector<T> y(dy.size(), T{99}), dx(x.size(), T{99});
        kernels::avg_pool2d<S>(Workers<T>{threads}, planes, x.data(), y.data());
        kernels::avg_pool2d_gradient<S>(Workers<T>{threads}, planes, dy.data(), dx.data());
        const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-14;
        for (std::size_t i = 0; i < y.size(); ++i) BOOST_REQUIRE_SMALL(static_cast<double>(y[i]) - expected_y[i], tolerance);
        for (std::size_t i = 0; i < dx.size(); ++i) BOOST_REQUIRE_SMALL(static_cast<double>(dx[i]) - expected_dx[i], tolerance);
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
BOOST_AUTO_TEST_CASE(overlapping) { check<PoolShape{{7, 9}, 3, 2}>(); }
BOOST_AUTO_TEST_CASE(gaps) { check<PoolShape{{8, 5}, {2, 2}, {3, 3}}>(); }
BOOST_AUTO_TEST_CASE(all_of_it) { check<PoolShape{{5, 3}, {5, 3}, {5, 3}}>(); }
