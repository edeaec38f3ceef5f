#define BOOST_TEST_MODULE workers
#include "duet/core/workers.hpp"

#include <cstddef>
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

namespace {
struct Needs {
    static constexpr std::size_t shared_size = 5;
    static constexpr std::size_t thread_size = 17;
    static constexpr std::size_t slot_size = 3;
};
} // namespace

// Shared memory, a block of each thread, a block of each slot: none reaches into another, and each starts on a cache line.
BOOST_AUTO_TEST_CASE(memory_is_laid_out) {
    BOOST_REQUIRE(duet::workers_memory<Needs>(3, 4) == 16 + 3 * 32 + 4 * 16);
    std::vector<double> memory(duet::workers_memory<Needs>(3, 4));
    const duet::Workers<double> workers = duet::make_workers<Needs>(memory.data(), 3, 4);
    BOOST_TEST(workers.shared == memory.data());
    BOOST_TEST(workers.own() == memory.data() + 16);
    BOOST_TEST(workers.slot(0) == memory.data() + 16 + 3 * 32);
    BOOST_TEST(workers.slot(3) == memory.data() + memory.size() - 16);
}

BOOST_AUTO_TEST_CASE(threads_have_memory_of_their_own) {
    std::vector<double> memory(duet::workers_memory<Needs>(3, 4));
    const duet::Workers<double> team = duet::make_workers<Needs>(memory.data(), 3, 4);
    std::vector<int> wrong(3);
#pragma omp parallel num_threads(3)
    {
        const auto thread = static_cast<std::size_t>(omp_get_thread_num());
        const duet::Workers<double> single = duet::make_workers<Needs>(memory.data(), 1, 1);
        if (team.own() != memory.data() + 16 + thread * 32 || single.own() != memory.data() + 16) wrong[thread] = 1;
    }
    for (const int w : wrong) BOOST_TEST(w == 0);
}
