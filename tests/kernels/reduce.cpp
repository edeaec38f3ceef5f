#define BOOST_TEST_MODULE reduce
#include "duet/kernels/reduce.hpp"

#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(slots_are_added_whatever_their_number) {
    constexpr std::size_t size = 5000;
    for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{16}}) {
        std::vector<double> scratch(slots * size);
        for (std::size_t i = 0; i < scratch.size(); ++i) scratch[i] = static_cast<double>(i % 97);
        std::vector<double> expected(size, 3);
        for (std::size_t slot = 0; slot < count; ++slot)
            for (std::size_t e = 0; e < size; ++e) expected[e] += scratch[slot * size + e];
        std::vector<double> target(size, 3);
        kernels::add_slots(Workers<double>{2, slots, scratch.data(), size}, count, size, target.data());
        BOOST_TEST(target == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(column_sums) {
    const std::vector<double> x{1, 2, 3, 4, 5, 6};
    std::vector<double> scratch(slots * 2);
    std::vector<double> target{10, 20};
    kernels::add_column_sums(Workers<double>{3, slots, scratch.data(), 2}, 3, 2, x.data(), target.data());
    BOOST_TEST(target == (std::vector<double>{19, 32}), boost::test_tools::per_element());
}
