#define BOOST_TEST_MODULE butterfly_sum
#include "duet/distributed/butterfly_sum.hpp"

#include "world.hpp"

#include <vector>

using namespace duet;

namespace {

std::vector<float> values_of(std::size_t rank, std::size_t size) {
    std::vector<float> values(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = 1.0F / static_cast<float>(1 + (rank * 7 + i * 13) % 29);
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(has_the_bits_of_the_tree_in_one_process) {
    Communicator& world = World::all();
    for (const std::size_t size : {1U, 2U, 3U, 7U, 64U, 1001U}) {
        ButterflySum<float> sum(world, 1001, 2);
        std::vector<float> mine = values_of(world.rank(), size);
        sum(mine);
        PairwiseSum<float> tree(world.size(), size, 1);
        std::vector<float> expected;
        for (std::size_t rank = 0; rank < world.size(); ++rank) tree.add(expected = values_of(rank, size));
        BOOST_TEST(mine == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(sends_no_more_than_it_must) {
    Communicator& world = World::all();
    ButterflySum<float> sum(world, 1024, 1);
    std::vector<float> values = values_of(world.rank(), 1024);
    const std::uint64_t before = world.bytes();
    sum(values);
    BOOST_TEST(world.bytes() - before == 2 * 4 * 1024 * (world.size() - 1) / world.size());
}
