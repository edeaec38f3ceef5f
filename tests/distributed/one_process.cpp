#define BOOST_TEST_MODULE one_process
#include "duet/distributed/one_process.hpp"

#include <array>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(one_process_is_rank_0_of_1_and_its_sums_are_its_values) {
    OneProcess alone;
    BOOST_TEST(alone.name() == "rank 0 of 1");
    std::array<float, 2> values{3, 4};
    alone.sum<float>(values, "a test");
    alone.broadcast<float>(values, "a test");
    BOOST_TEST((values == std::array<float, 2>{3, 4}));
    BOOST_TEST(alone.largest(7, "a test") == 7U);
    BOOST_TEST(alone.first_said("alone", "a test") == "alone");
    alone.agree("anything", 5);
    alone.barrier("a test");
}

BOOST_AUTO_TEST_CASE(there_is_nobody_to_exchange_with) {
    OneProcess alone;
    std::array<float, 1> in{};
    BOOST_CHECK_THROW(alone.exchange<float>(0, in, in, "a test"), Error);
}
