#define BOOST_TEST_MODULE softmax
#include "duet/kernels/softmax.hpp"

#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

template <class T>
std::vector<T> random_row(std::size_t count, double low, double high, std::uint64_t stream) {
    duet::Random random(7, stream);
    std::vector<T> row(count);
    for (T& v : row) v = static_cast<T>(random.uniform(low, high));
    return row;
}

template <class T>
std::vector<double> plain_softmax(const std::vector<T>& x, double scale) {
    double largest = -1e300;
    for (const T v : x) largest = std::max(largest, scale * static_cast<double>(v));
    std::vector<double> y;
    double sum = 0;
    for (const T v : x) sum += y.emplace_back(std::exp(scale * static_cast<double>(v) - largest));
    for (double& v : y) v /= sum;
    return y;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_of_every_length, T, decltype(std::tuple<float, double>{})) {
    const double tolerance = sizeof(T) == 4 ? 2e-6 : 1e-14;
    for (const std::size_t count : {1U, 2U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 32U, 39U, 64U, 100U}) {
        const auto x = random_row<T>(count, -9, 9, count);
        const auto expected = plain_softmax(x, 0.5);
        std::vector<T> y(count + 1, T{42});
        duet::kernels::softmax_row(count, T{0.5}, x.data(), y.data());
        for (std::size_t i = 0; i < count; ++i) BOOST_CHECK_SMALL(static_cast<double>(y[i]) / expected[i] - 1, tolerance);
        BOOST_TEST(y[count] == T{42});

        const auto dy = random_row<T>(count, -1, 1, 100 + count);
        double mean = 0;
        for (std::size_t i = 0; i < count; ++i) mean += expected[i] * static_cast<double>(dy[i]);
        std::vector<T> dx = dy;
        duet::kernels::softmax_row_gradient(count, T{0.5}, y.data(), dx.data(), dx.data());
        for (std::size_t i = 0; i < count; ++i) {
            BOOST_CHECK_SMALL(static_cast<double>(dx[i]) - 0.5 * expected[i] * (static_cast<double>(dy[i]) - mean), tolerance);
        }
    }
}

BOOST_AUTO_TEST_CASE(large_values_neither_overflow_nor_vanish) {
    for (const float shift : {-1e30F, -1000.0F, 1000.0F, 1e30F}) {
        std::vector<float> x(5, shift);
        duet::kernels::softmax_row(x.size(), 1.0F, x.data(), x.data());
        for (const float v : x) BOOST_CHECK_CLOSE(v, 0.2F, 1e-4F);
    }
    for (const std::size_t count : {2U, 8U, 39U}) { // one far above the others, which are far below zero
        std::vector<float> mixed(count, -1e30F);
        mixed[count / 2] = 1e30F;
        duet::kernels::softmax_row(count, 1.0F, mixed.data(), mixed.data());
        for (std::size_t i = 0; i < count; ++i) BOOST_TEST(mixed[i] == (i == count / 2 ? 1.0F : 0.0F));
    }
    std::vector<float> far{0, 2000};
    duet::kernels::softmax_row(far.size(), 1.0F, far.data(), far.data());
    BOOST_TEST(far[0] == 0.0F);
    BOOST_TEST(far[1] == 1.0F);
}

BOOST_AUTO_TEST_CASE(one_element_is_exactly_one_and_has_no_gradient) {
    double x = 3.7;
    duet::kernels::softmax_row(1, 0.25, &x, &x);
    BOOST_TEST(x == 1.0);
    double dx = 0.9;
    duet::kernels::softmax_row_gradient(1, 0.25, &x, &dx, &dx);
    BOOST_TEST(dx == 0.0);
}
