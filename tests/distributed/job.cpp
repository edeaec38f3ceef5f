#define BOOST_TEST_MODULE job
#include "duet/distributed/job.hpp"

#include "world.hpp"

using namespace duet;

// What ends a job is tested by test_faults.py, from outside.
BOOST_AUTO_TEST_CASE(a_body_that_returns_0_ends_nothing) {
    bool called = false;
    BOOST_TEST(run_job(World::all(), [&] {
                   called = true;
                   return 0;
               }) == 0);
    BOOST_TEST(called);
}
