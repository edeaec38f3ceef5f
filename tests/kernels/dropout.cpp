#define BOOST_TEST_MODULE dropout
#include "duet/kernels/dropout.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>
#include <vector>

using namespace duet;

BOOST_AUTO_TEST_CASE_TEMPLATE(mask_is_a_function_of_the_index, T, decltype(std::tuple<float, double>{})) {
    constexpr std::size_t count = 30011;
    const RandomStream random{5, 6};
    const std::vector<T> x(count, T{3});
    std::vector<T> y(count), parts(x);
    kernels::dropout(Workers<T>{1}, random, 0, count, 0.25, x.data(), y.data());
    // In two calls, on three threads, in place.
    kernels::dropout(Workers<T>{3}, random, 0, 1003, 0.25, parts.data(), parts.data());
    kernels::dropout(Workers<T>{3}, random, 1003, count - 1003, 0.25, parts.data() + 1003, parts.data() + 1003);
    BOOST_TEST((y == parts));

    std::size_t dropped = 0;
    for (const T v : y) {
        BOOST_REQUIRE((v == T{} || v == T{4}));
        dropped += v == T{};
    }
    BOOST_TEST(static_cast<double>(dropped) / count == 0.25, boost::test_tools::tolerance(0.04)); // 4 deviations
}

BOOST_AUTO_TEST_CASE(streams_and_words_are_independent) {
    constexpr std::size_t count = 20000;
    const std::vector<float> x(count, 1);
    std::vector<float> a(count), b(count);
    kernels::dropout(Workers<float>{1}, RandomStream{5, 6}, 0, count, 0.5, x.data(), a.data());
    kernels::dropout(Workers<float>{1}, RandomStream{5, 7}, 0, count, 0.5, x.data(), b.data());
    std::size_t same = 0, neighbours = 0;
    for (std::size_t i = 0; i + 1 < count; ++i) {
        same += a[i] == b[i];
        neighbours += a[i] == a[i + 1];
    }
    BOOST_TEST(static_cast<double>(same) / count == 0.5, boost::test_tools::tolerance(0.03));
    BOOST_TEST(static_cast<double>(neighbours) / count == 0.5, boost::test_tools::tolerance(0.03));
}
