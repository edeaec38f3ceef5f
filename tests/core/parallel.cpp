#define BOOST_TEST_MODULE parallel
#include "duet/core/parallel.hpp"

#include <atomic>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(every_index_once) {
    for (const int threads : {1, 2, 3, 8}) {
        std::vector<std::atomic<int>> seen(100);
        const auto task = [&](std::size_t i) { ++seen[i]; };
        parallel_for(seen.size(), threads, task);
        for (const auto& count : seen) BOOST_TEST(count == 1);
    }
}

BOOST_AUTO_TEST_CASE(pieces_cover_all_items_and_do_not_depend_on_threads) {
    for (const std::size_t items : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{16}, std::size_t{1000}}) {
        std::vector<std::vector<Range>> partitions;
        for (const int threads : {1, 8}) {
            std::vector<Range> ranges(slots, Range{0, 0});
            for_slots(items, threads, [&](std::size_t slot, std::size_t begin, std::size_t end) { ranges[slot] = {begin, end}; });
            std::size_t next = 0;
            for (std::size_t slot = 0; slot < slot_count(items); ++slot) {
                BOOST_TEST(ranges[slot].begin == next);
                BOOST_TEST(ranges[slot].end > next);
                next = ranges[slot].end;
            }
            BOOST_TEST(next == items);
        }
    }
}
