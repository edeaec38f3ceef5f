#define BOOST_TEST_MODULE pairwise_sum
#include "duet/distributed/pairwise_sum.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace duet;

namespace {

/// Values whose sums are rounded.
std::vector<float> leaf(std::size_t index) {
    std::vector<float> values(40);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0F / static_cast<float>(1 + (index * 7 + i * 13) % 29);
    return values;
}

std::vector<float> sum(std::size_t first, std::size_t leaves, int threads = 1) {
    PairwiseSum<float> add(leaves, 40, threads);
    std::vector<float> values;
    for (std::size_t i = 0; i < leaves; ++i) add.add(values = leaf(first + i));
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(halves_added_are_the_whole_to_the_bit) {
    const auto whole = sum(0, 16, 3);
    auto lower = sum(0, 8);
    add_values<float>(1, sum(8, 8), lower);
    BOOST_TEST(lower == whole, boost::test_tools::per_element());
    auto in_turn = leaf(0);
    for (std::size_t i = 1; i < 16; ++i) add_values<float>(1, leaf(i), in_turn);
    BOOST_TEST((in_turn != whole)); // or it would prove nothing
    for (std::size_t i = 0; i < whole.size(); ++i) BOOST_TEST(in_turn[i] == whole[i], boost::test_tools::tolerance(1e-6F));
}

BOOST_AUTO_TEST_CASE(one_leaf_is_its_own_sum) { BOOST_TEST(sum(3, 1) == leaf(3), boost::test_tools::per_element()); }

BOOST_AUTO_TEST_CASE(another_tree_begins_behind_the_last_leaf) {
    PairwiseSum<float> add(2, 40, 1);
    std::vector<float> values;
    for (std::size_t i = 0; i < 4; ++i) add.add(values = leaf(i));
    BOOST_TEST(values == sum(2, 2), boost::test_tools::per_element());
}
