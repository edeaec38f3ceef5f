#define BOOST_TEST_MODULE overlapped_sums
#include "duet/distributed/overlapped_sums.hpp"

#include "world.hpp"

#include <vector>

using namespace duet;

namespace {

/// Sums 100 values, of which `told` says the parts that were finished, in this order.
void check(std::size_t bucket, const std::vector<std::pair<std::size_t, std::size_t>>& told) {
    Communicator& world = World::all();
    std::vector<double> values(100);
    OverlappedSums<double> sums(world, values, bucket);
    for (int step = 0; step < 2; ++step) {
        for (std::size_t i = 0; i < 100; ++i) values[i] = static_cast<double>(i + world.rank());
        for (const auto& [begin, size] : told) sums.finished(std::span(values).subspan(begin, size));
        sums.finish();
        const auto ranks = static_cast<double>(world.size());
        for (std::size_t i = 0; i < 100; ++i) BOOST_TEST(values[i] == ranks * static_cast<double>(i) + ranks * (ranks - 1) / 2);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(every_value_is_summed_once) {
    for (const std::size_t bucket : {1U, 30U, 1000U}) {
        check(bucket, {});
        check(bucket, {{90, 10}, {50, 40}, {0, 50}}); // backwards, as Sequential does
        check(bucket, {{50, 10}, {60, 40}, {0, 50}}); // forwards, as Branches does
        check(bucket, {{80, 10}, {20, 30}});          // some never
    }
}

BOOST_AUTO_TEST_CASE(statistics_are_summed_at_once) {
    Communicator& world = World::all();
    std::vector<double> values(10, 1);
    OverlappedSums<double> sums(world, values, 5);
    Ranks<double>& ranks = sums;
    ranks.finished(std::span(values).first(6));
    std::vector<double> statistics{1, 2};
    ranks.sum(statistics);
    BOOST_TEST(statistics[1] == 2 * static_cast<double>(world.size()));
    sums.finish();
    BOOST_TEST(values[9] == static_cast<double>(world.size()));
}
