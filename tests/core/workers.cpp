#define BOOST_TEST_MODULE workers
#include "duet/core/workers.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(pieces_have_at_least_the_grain) {
    const duet::Workers<float> workers;
    BOOST_TEST(workers.pieces_of(5) == 5);
    BOOST_TEST(workers.pieces_of(1000) == duet::slots);
    BOOST_TEST(workers.pieces_of(70, 32) == 2);
    BOOST_TEST(workers.pieces_of(3, 32) == 1);
    const duet::Workers<float> whole{1, 1, nullptr, 0};
    BOOST_TEST(whole.for_slots(
                   1000, [](std::size_t slot, std::size_t begin, std::size_t end) { BOOST_TEST((slot == 0 && begin == 0 && end == 1000)); }) == 1);
}

BOOST_AUTO_TEST_CASE(slots_are_apart) {
    std::vector<double> memory(32);
    const duet::Workers<double> workers{2, 4, memory.data(), 8};
    BOOST_TEST(workers.slot(3) == memory.data() + 24);
}
