#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_points
#include <boost/test/unit_test.hpp>

#include "duet/analysis/points.hpp"

#include <limits>
#include <span>
#include <vector>

using duet::Error;
using duet::analysis::Points;

BOOST_AUTO_TEST_CASE(copies_rows_of_float_and_double) {
    const std::vector<float> values{1, 2, 3, 4, 5, 6.5F};
    const Points points(values, 3, "test");
    BOOST_TEST(points.count() == 2U);
    BOOST_TEST(points.dimensions() == 3U);
    BOOST_TEST(points[1][0] == 4.0);
    BOOST_TEST(points[1][2] == 6.5);
    const std::vector<double> doubles{0.1, 0.2};
    BOOST_TEST(Points(std::span<const double>(doubles), 1, "test")[1][0] == 0.2);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_set_of_points) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    using Values = std::vector<double>;
    BOOST_CHECK_THROW(Points(Values{}, 2, "test"), Error);
    BOOST_CHECK_THROW(Points(Values{1, 2, 3}, 2, "test"), Error);
    BOOST_CHECK_THROW(Points(Values{1, 2}, 0, "test"), Error);
    BOOST_CHECK_THROW(Points(Values{1, infinity}, 2, "test"), Error);
    BOOST_CHECK_THROW(Points(Values{1, -1e51}, 2, "test"), Error);
    BOOST_CHECK_EXCEPTION(Points(Values{1, 2, 3, nan}, 2, "test"), Error,
                          [](const Error& error) { return std::string(error.what()).starts_with("test: point 1, coordinate 1 is nan"); });
}

BOOST_AUTO_TEST_CASE(squared_distance_by_hand) {
    const std::vector<double> a{1, 2, 3}, b{4, 2, -1};
    BOOST_TEST(duet::analysis::squared_distance(a.data(), b.data(), 3) == 25.0); // 9 + 0 + 16
    BOOST_TEST(duet::analysis::squared_distance(a.data(), a.data(), 3) == 0.0);
}
