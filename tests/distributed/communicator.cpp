#define BOOST_TEST_MODULE communicator
#include "duet/distributed/communicator.hpp"

#include "world.hpp"

#include <array>
#include <string>
#include <vector>

using namespace duet;

namespace {

Communicator& world() { return World::all(); }

} // namespace

BOOST_AUTO_TEST_CASE(ranks_are_numbered_and_one_alone_is_rank_0_of_1) {
    BOOST_TEST(world().rank() < world().size());
    BOOST_TEST(world().name() == "rank " + std::to_string(world().rank()) + " of " + std::to_string(world().size()));
    BOOST_TEST(World::alone().name() == "rank 0 of 1");
}

BOOST_AUTO_TEST_CASE(sums_are_over_all_ranks) {
    const auto count = static_cast<double>(world().size());
    std::array<double, 2> values{static_cast<double>(world().rank()), 1};
    world().sum<double>(values, "a test");
    BOOST_TEST(values[0] == count * (count - 1) / 2);
    BOOST_TEST(values[1] == count);
    std::array<float, 1> single{3};
    World::alone().sum<float>(single, "a test");
    BOOST_TEST(single[0] == 3);
}

BOOST_AUTO_TEST_CASE(all_get_what_rank_0_has) {
    std::array<std::uint64_t, 3> values{world().rank() + 7, 2, 3};
    world().broadcast<std::uint64_t>(values, "a test");
    BOOST_TEST(values[0] == 7U);
}

BOOST_AUTO_TEST_CASE(two_ranks_exchange) {
    if (world().size() < 2) return;
    const std::vector<float> out(100, static_cast<float>(world().rank()));
    std::vector<float> in(100, -1);
    const std::uint64_t before = world().bytes();
    world().exchange<float>(world().rank() ^ 1, out, in, "a test");
    BOOST_TEST(in[99] == static_cast<float>(world().rank() ^ 1));
    BOOST_TEST(world().bytes() - before == 400U);
}

BOOST_AUTO_TEST_CASE(what_differs_is_an_error_on_every_rank) {
    world().agree("the batch", 5);
    const std::string said = error_of([] { world().agree("the batch", 5 + world().rank()); });
    if (world().size() == 1) {
        BOOST_TEST(said == "none");
    } else {
        BOOST_TEST(said == world().name() + ": the batch is not the same on all ranks (from 5 to " + std::to_string(4 + world().size()) +
                               "); start all with the same program and options");
    }
}

BOOST_AUTO_TEST_CASE(the_largest_of_all) {
    BOOST_TEST(world().largest(world().rank() + 3, "a test") == world().size() + 2);
    BOOST_TEST(World::alone().largest(5, "a test") == 5U);
}

BOOST_AUTO_TEST_CASE(the_first_that_says_anything_is_heard_by_all) {
    const bool last = world().rank() + 1 == world().size();
    BOOST_TEST(world().first_said("", "a test").empty());
    BOOST_TEST(world().first_said(last ? "the last" : "", "a test") == "the last");
    BOOST_TEST(world().first_said(world().name(), "a test") == "rank 0 of " + std::to_string(world().size()));
    BOOST_TEST(world().first_said(std::string(300, 'x'), "a test") == std::string(255, 'x'));
}
