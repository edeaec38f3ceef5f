#define BOOST_TEST_MODULE flush_subnormals
#include "duet/core/flush_subnormals.hpp"

#include "duet/core/parallel.hpp"

#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {
/// Half of the smallest normal number, which the compiler cannot work out.
float subnormal() {
    volatile float smallest = std::numeric_limits<float>::min();
    volatile float half = 0.5F;
    return smallest * half;
}
} // namespace

BOOST_AUTO_TEST_CASE(only_while_it_lives) {
    BOOST_TEST(subnormal() > 0);
    {
        const duet::FlushSubnormals flush;
#if defined(__SSE2__) || defined(__aarch64__)
        BOOST_TEST(subnormal() == 0);
#endif
    }
    BOOST_TEST(subnormal() > 0);
}

#if defined(__SSE2__) || defined(__aarch64__)
BOOST_AUTO_TEST_CASE(every_thread_of_a_loop_flushes) {
    for (const int threads : {1, 3}) {
        std::vector<float> values(20, 1);
        const auto task = [&](std::size_t i) { values[i] = subnormal(); };
        duet::parallel_for(values.size(), threads, task);
        for (const float v : values) BOOST_TEST(v == 0);
    }
    BOOST_TEST(subnormal() > 0);
}
#endif
