#define BOOST_TEST_MODULE row_vectors
#include "duet/kernels/row_vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <tuple>
#include <vector>

using namespace duet::kernels;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_element_once_and_nothing_behind, T, decltype(std::tuple<float, double>{})) {
    for (std::size_t count = 0; count < 70; ++count) {
        std::vector<T> x(count), y(count + 1, T{-1});
        for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<T>(i);
        for_vectors<T>(count, [&](std::size_t i, auto part) { store(load(x.data() + i, part) + Vector<T>(1), y.data() + i, part); });
        for (std::size_t i = 0; i < count; ++i) BOOST_TEST(y[i] == x[i] + 1);
        BOOST_TEST(y[count] == T{-1});
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lanes_behind_the_row_hold_the_filler, T, decltype(std::tuple<float, double>{})) {
    const T one = 1;
    const Vector<T> values = load(&one, FirstLanes{1}, T{-3});
    const auto width = static_cast<T>(Vector<T>::size);
    BOOST_TEST(horizontal_sum(values) == 1 - 3 * (width - 1));
    BOOST_TEST(horizontal_max(values) == T{1});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_lane_counts_in_sum_and_maximum, T, decltype(std::tuple<float, double>{})) {
    for (std::size_t lane = 0; lane < lanes<T>; ++lane) {
        std::vector<T> x(lanes<T>, T{1});
        x[lane] = T{7};
        const Vector<T> values = Vector<T>::load_unaligned(x.data());
        BOOST_TEST(horizontal_max(values) == T{7});
        BOOST_TEST(horizontal_sum(values) == static_cast<T>(lanes<T> + 6));
    }
}
