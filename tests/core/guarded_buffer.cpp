#define BOOST_TEST_MODULE guarded_buffer
#include "duet/core/guarded_buffer.hpp"

#include <cmath>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(notices_writes_on_both_sides) {
    duet::GuardedBuffer<float> buffer(10);
    BOOST_TEST(std::isnan(buffer[9]));
    buffer.fill(1);
    BOOST_TEST(buffer.intact());
    buffer.data()[10] = 0;
    BOOST_TEST(!buffer.intact());
    duet::GuardedBuffer<double> other(3);
    *(other.data() - 1) = 0;
    BOOST_TEST(!other.intact());
}
