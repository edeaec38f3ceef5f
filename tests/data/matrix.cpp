#define BOOST_TEST_MODULE matrix
#include "duet/data/matrix.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(a_row_is_a_view_of_consecutive_values) {
    duet::data::Matrix matrix{2, 3, {1, 2, 3, 4, 5, 6}};
    matrix.row(1)[2] = 60;
    BOOST_TEST(matrix.values[5] == 60);
    const duet::data::Matrix& fixed = matrix;
    BOOST_TEST(fixed.row(0).size() == 3U);
    BOOST_TEST(fixed.row(1)[0] == 4);
}
