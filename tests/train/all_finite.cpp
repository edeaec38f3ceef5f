#define BOOST_TEST_MODULE all_finite
#include "duet/train/all_finite.hpp"

#include <cstddef>
#include <limits>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE_TEMPLATE(one_value_anywhere_is_found, T, decltype(std::tuple<float, double>())) {
    using limits = std::numeric_limits<T>;
    for (const std::size_t size : {1U, 15U, 16U, 203U}) {
        std::vector<T> values(size, -limits::max());
        values[size / 2] = limits::denorm_min();
        for (const int threads : {1, 2}) {
            BOOST_TEST(duet::all_finite<T>(threads, values));
            for (std::size_t i = 0; i < size; ++i) {
                for (const T bad : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
                    std::vector<T> spoilt = values;
                    spoilt[i] = bad;
                    BOOST_TEST(!duet::all_finite<T>(threads, spoilt));
                }
            }
        }
    }
    BOOST_TEST(duet::all_finite<T>(2, {}));
}
