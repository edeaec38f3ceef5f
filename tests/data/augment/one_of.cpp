#define BOOST_TEST_MODULE one_of
#include "duet/data/augment/one_of.hpp"

#include <array>

#include <boost/test/unit_test.hpp>

using namespace duet::data;

namespace {

struct Count {
    std::size_t place;
    void operator()(std::array<int, 3>& counts, duet::Random&) const { ++counts[place]; }
};

} // namespace

BOOST_AUTO_TEST_CASE(each_step_as_often_as_the_others_and_one_at_a_time) {
    duet::Random random(1);
    std::array<int, 3> counts{};
    for (int i = 0; i < 9000; ++i) OneOf(Count{0}, Count{1}, Count{2})(counts, random);
    BOOST_TEST(counts[0] + counts[1] + counts[2] == 9000);
    for (const int count : counts) BOOST_TEST(std::abs(count - 3000) < 200);
}
