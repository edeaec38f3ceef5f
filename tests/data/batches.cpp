#define BOOST_TEST_MODULE batches
#include "duet/data/batches.hpp"
#include "fixture.hpp"

#include <array>
#include <set>

using namespace duet::data;
using fixture::check_error;

BOOST_AUTO_TEST_CASE(an_order_holds_each_row_once) {
    const std::vector<std::size_t> rows = {3, 5, 8, 13, 21, 34, 55, 89};
    std::vector<std::size_t> order = epoch_order(rows, 1, 0);
    std::sort(order.begin(), order.end());
    BOOST_TEST(order == rows, boost::test_tools::per_element());
    BOOST_TEST(epoch_order({}, 1, 0).empty());
}

BOOST_AUTO_TEST_CASE(seed_and_epoch_decide_and_nothing_else) {
    std::vector<std::size_t> rows(1000);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    std::set<std::vector<std::size_t>> orders;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        for (std::uint64_t epoch = 0; epoch < 5; ++epoch) orders.insert(epoch_order(rows, seed, epoch));
    }
    BOOST_TEST(orders.size() == 25U);
    std::vector<std::size_t> again(1000, 7);
    epoch_order(rows, 2, 3, again);
    BOOST_TEST((again == epoch_order(rows, 2, 3)));
}

BOOST_AUTO_TEST_CASE(every_order_is_equally_likely) {
    const std::vector<std::size_t> rows = {0, 1, 2};
    std::array<int, 27> counts{};
    for (std::uint64_t epoch = 0; epoch < 6000; ++epoch) {
        const auto order = epoch_order(rows, 9, epoch);
        ++counts[order[0] * 9 + order[1] * 3 + order[2]];
    }
    int seen = 0;
    for (const int count : counts) {
        if (count == 0) continue;
        ++seen;
        BOOST_TEST(count > 850); // 1000 expected, standard deviation 29
        BOOST_TEST(count < 1150);
    }
    BOOST_TEST(seen == 6);
}

BOOST_AUTO_TEST_CASE(gather_lays_rows_side_by_side) {
    const Matrix matrix{3, 2, {1, 2, 3, 4, 5, 6}};
    std::vector<float> batch(6);
    gather(matrix, std::vector<std::size_t>{2, 0, 2}, batch);
    BOOST_TEST(batch == (std::vector<float>{5, 6, 1, 2, 5, 6}), boost::test_tools::per_element());
    check_error([&] { gather(matrix, std::vector<std::size_t>{2, 0}, batch); }, {"2 rows of 2", "6 floats"});
    std::vector<std::size_t> order(2);
    check_error([&] { epoch_order(std::vector<std::size_t>{1, 2, 3}, 1, 0, order); }, {"order of 2 rows", "epoch of 3"});
}
