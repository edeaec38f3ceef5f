#define BOOST_TEST_MODULE shuffled_windows
#include "duet/data/shuffled_windows.hpp"
#include "fixture.hpp"

#include <set>

using namespace duet::data;
using fixture::check_error;

namespace {

/// All rows of an epoch, window after window.
std::vector<std::size_t> epoch_of(ShuffledWindows& windows, std::uint64_t epoch) {
    std::vector<std::size_t> rows;
    windows.start(epoch);
    for (std::size_t window = 0; window < windows.count(); ++window) {
        windows.enter(window);
        rows.insert(rows.end(), windows.order().begin(), windows.order().end());
    }
    return rows;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_epoch_visits_every_row_once) {
    for (const std::size_t rows : {1U, 2U, 7U, 8U, 9U, 100U, 1000U}) {
        for (const std::size_t block : {1U, 3U, 8U, 5000U}) {
            for (const std::size_t blocks : {1U, 2U, 16U}) {
                ShuffledWindows windows(rows, {.block = block, .blocks = blocks});
                for (const std::uint64_t epoch : {0U, 1U}) {
                    std::vector<std::size_t> seen = epoch_of(windows, epoch);
                    std::ranges::sort(seen);
                    std::vector<std::size_t> all(rows);
                    std::iota(all.begin(), all.end(), std::size_t{0});
                    BOOST_TEST((seen == all), rows << " rows, blocks of " << block << ", windows of " << blocks);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_window_is_a_few_blocks_and_holds_their_rows) {
    ShuffledWindows windows(1000, {.block = 30, .blocks = 4});
    BOOST_TEST(windows.count() == 9U); // 34 blocks
    for (std::size_t window = 0; window < windows.count(); ++window) {
        windows.enter(window);
        BOOST_TEST(windows.ranges().size() == (window == 8 ? 2U : 4U));
        std::set<std::size_t> expected;
        for (const RowRange& range : windows.ranges()) {
            BOOST_TEST(range.first % 30 == 0U);
            BOOST_TEST(range.count == std::min<std::size_t>(30, 1000 - range.first));
            for (std::size_t i = 0; i < range.count; ++i) expected.insert(range.first + i);
        }
        BOOST_TEST((std::set(windows.order().begin(), windows.order().end()) == expected));
        BOOST_TEST(!std::ranges::is_sorted(windows.order()));
    }
}

BOOST_AUTO_TEST_CASE(the_order_is_a_function_of_seed_epoch_and_window) {
    ShuffledWindows windows(500, {.block = 10, .blocks = 5, .seed = 3});
    const std::vector<std::size_t> first = epoch_of(windows, 0);
    const std::vector<std::size_t> second = epoch_of(windows, 1);
    BOOST_TEST((first != second));
    ShuffledWindows again(500, {.block = 10, .blocks = 5, .seed = 3});
    BOOST_TEST((epoch_of(again, 1) == second)); // whatever was visited before, as in a run that is resumed
    again.start(0);
    again.enter(7); // nor in which order
    again.enter(2);
    BOOST_TEST((std::vector(again.order().begin(), again.order().end()) == std::vector(first.begin() + 100, first.begin() + 150)));
    ShuffledWindows other(500, {.block = 10, .blocks = 5, .seed = 4});
    BOOST_TEST((epoch_of(other, 0) != first));
    std::vector<std::size_t> sorted = first;
    std::ranges::sort(sorted);
    BOOST_TEST((sorted != first));
}

BOOST_AUTO_TEST_CASE(nothing_is_refused) {
    check_error([] { ShuffledWindows(0); }, {"0 rows"});
    check_error([] { ShuffledWindows(1, {.block = 0}); }, {"blocks of 0"});
    check_error([] { ShuffledWindows(1, {.blocks = 0}); }, {"windows of 0 blocks"});
    check_error([] { ShuffledWindows(10, {.block = 5, .blocks = 1}).enter(2); }, {"window 2", "has 2"});
}
