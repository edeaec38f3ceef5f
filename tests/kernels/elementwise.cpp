#define BOOST_TEST_MODULE elementwise
#include "duet/kernels/elementwise.hpp"

#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

using namespace duet;
using Types = std::tuple<float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_length_and_nothing_behind_it, T, Types) {
    for (const std::size_t count : {0U, 1U, 3U, 16U, 17U, 1000U, 70001U}) {
        std::vector<T> a(count), b(count), y(count + 1, T{7});
        for (std::size_t i = 0; i < count; ++i) a[i] = static_cast<T>(i), b[i] = static_cast<T>(i % 5);
        kernels::elementwise(Workers<T>{3}, count, [](auto u, auto v) { return u - v; }, y.data(), a.data(), b.data());
        for (std::size_t i = 0; i < count; ++i) BOOST_REQUIRE_EQUAL(y[i], a[i] - b[i]);
        BOOST_TEST(y[count] == T{7});
    }
}

/// The functions that the activations take from xsimd: accurate, and the same for an element wherever it stands in a vector.
BOOST_AUTO_TEST_CASE_TEMPLATE(functions_are_accurate_and_do_not_depend_on_place, T, Types) {
    constexpr std::size_t count = 5003;
    std::vector<T> x(count);
    Random random(1);
    for (T& v : x) v = static_cast<T>(random.uniform(-9, 9));
    x[0] = T{0}, x[1] = T{-0.0}, x[2] = T{200}, x[3] = T{-200}, x[4] = std::numeric_limits<T>::infinity(), x[5] = -x[4], x[6] = static_cast<T>(1e-8);
    const auto check = [&](const char* name, auto vectorised, double (*exact)(double)) {
        std::vector<T> y(count), shifted(count);
        kernels::elementwise(Workers<T>{1, 1}, count, vectorised, y.data(), x.data());
        kernels::elementwise(Workers<T>{1, 1}, 1, vectorised, shifted.data(), x.data());
        kernels::elementwise(Workers<T>{1, 1}, count - 1, vectorised, shifted.data() + 1, x.data() + 1);
        for (std::size_t i = 0; i < count; ++i) {
            BOOST_REQUIRE_MESSAGE(y[i] == shifted[i], name << "(" << x[i] << ") is " << y[i] << " or " << shifted[i]);
            const double expected = exact(static_cast<double>(x[i]));
            if (std::isinf(static_cast<T>(expected))) {
                BOOST_TEST(y[i] == static_cast<T>(expected));
            } else {
                const double error = std::abs(static_cast<double>(y[i]) - expected);
                BOOST_REQUIRE_MESSAGE(error <= (1 + std::abs(expected)) * (sizeof(T) == 4 ? 5e-7 : 1e-14),
                                      name << "(" << x[i] << ") errs by " << error);
            }
        }
    };
    check("exp", [](auto v) { return xsimd::exp(v); }, std::exp);
    check("tanh", [](auto v) { return xsimd::tanh(v); }, std::tanh);
    check("erf", [](auto v) { return xsimd::erf(v); }, std::erf);
}
