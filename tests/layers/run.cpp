#define BOOST_TEST_MODULE run
#include "duet/layers/run.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

static_assert(Run<float, Mode::training>::training && !Run<float, Mode::inference>::training);

BOOST_AUTO_TEST_CASE(children_have_streams_and_scratch_of_their_own) {
    std::vector<float> scratch(10);
    Run<float, Mode::training> run;
    run.scratch = scratch.data();
    run.random = {1, 2};
    run.first_sample = 5;
    const auto first = run.child(0, 4);
    const auto second = run.child(1);
    BOOST_TEST(first.scratch == scratch.data() + 4);
    BOOST_TEST(first.first_sample == 5);
    BOOST_TEST(first.random.stream != second.random.stream);
    BOOST_TEST(run.child(0).child(1).random.stream != run.child(1).child(0).random.stream);
}
