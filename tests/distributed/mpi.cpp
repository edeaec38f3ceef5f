#define BOOST_TEST_MODULE mpi
#include "duet/distributed/mpi.hpp"

#include "world.hpp"

#include <chrono>
#include <string>
#include <thread>

using namespace duet;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(every_process_is_a_rank) {
    int rank = -1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    BOOST_TEST(World::all().rank() == static_cast<std::size_t>(rank));
    const MpiCommunicator again(1s); // beside the one that has started MPI
    BOOST_TEST(again.name() == World::all().name());
    int size = 0;
    MPI_Comm_size(again.handle(), &size);
    BOOST_TEST(static_cast<std::size_t>(size) == again.size());
}

BOOST_AUTO_TEST_CASE(nobody_waits_longer_than_its_patience) {
    BOOST_TEST(error_of([] { const MpiCommunicator none(0ms); }) == "a patience of 0 ms; expected 1 ms or more");
    MpiCommunicator hasty(100ms);
    if (hasty.rank() + 1 == hasty.size()) std::this_thread::sleep_for(1s);
    const auto start = std::chrono::steady_clock::now();
    const std::string said = error_of([&] { hasty.barrier("a test"); });
    if (hasty.rank() + 1 == hasty.size()) {
        BOOST_TEST(said == "none");
    } else {
        BOOST_TEST(said == hasty.name() + ": a test: waited 100 ms for the other ranks; one is lost, stopped or slow");
        BOOST_TEST((std::chrono::steady_clock::now() - start < 900ms));
    }
    World::all().barrier("the late rank");
}
