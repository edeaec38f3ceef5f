#define BOOST_TEST_MODULE schedule
#include "duet/train/schedule.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {
constexpr std::size_t last_step = static_cast<std::size_t>(-1);
const auto nearly = boost::test_tools::tolerance(1e-14);
} // namespace

BOOST_AUTO_TEST_CASE(constant_is_one) {
    BOOST_TEST(ConstantSchedule{}(0) == 1);
    BOOST_TEST(ConstantSchedule{}(last_step) == 1);
}

BOOST_AUTO_TEST_CASE(steps_fall_at_their_multiples) {
    const StepSchedule schedule{.every = 3, .gamma = 0.5};
    BOOST_TEST(schedule(0) == 1);
    BOOST_TEST(schedule(2) == 1);
    BOOST_TEST(schedule(3) == 0.5);
    BOOST_TEST(schedule(6) == 0.25);
    BOOST_TEST(schedule(last_step) == 0);
    const StepSchedule every_zero{.every = 0, .gamma = 0.5}; // taken as 1
    BOOST_TEST(every_zero(2) == 0.25);
}

BOOST_AUTO_TEST_CASE(cosine_rises_and_falls_to_its_floor) {
    const CosineSchedule schedule{.total = 14, .warmup = 4, .floor = 0.1};
    BOOST_TEST(schedule(0) == 0.25);
    BOOST_TEST(schedule(3) == 1);
    BOOST_TEST(schedule(4) == 1);
    BOOST_TEST(schedule(9) == 0.55, nearly); // half the way down
    BOOST_TEST(schedule(13) > 0.1);
    BOOST_TEST(schedule(14) == 0.1);
    BOOST_TEST(schedule(last_step) == 0.1);
    for (std::size_t step = 4; step < 14; ++step) BOOST_TEST(schedule(step + 1) < schedule(step));
}

BOOST_AUTO_TEST_CASE(cosine_without_a_rise_or_without_a_fall) {
    const CosineSchedule falls{.total = 2};
    BOOST_TEST(falls(0) == 1);
    BOOST_TEST(falls(1) == 0.5, nearly);
    BOOST_TEST(falls(2) == 0);
    const CosineSchedule rises{.total = 3, .warmup = 3, .floor = 0.2};
    BOOST_TEST(rises(2) == 1);
    BOOST_TEST(rises(3) == 0.2);
    const CosineSchedule cut_short{.total = 2, .warmup = 5, .floor = 0.2};
    BOOST_TEST(cut_short(4) == 1);
    BOOST_TEST(cut_short(5) == 0.2);
    const CosineSchedule none{.total = 0, .warmup = 0, .floor = 0.2};
    BOOST_TEST(none(0) == 0.2);
}

BOOST_AUTO_TEST_CASE(any_function_of_the_step_is_a_schedule) {
    const Schedule schedule = [](std::size_t step) { return 1 / (1 + static_cast<double>(step)); };
    BOOST_TEST(schedule(3) == 0.25);
}
