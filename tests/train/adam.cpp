#define BOOST_TEST_MODULE adam
#include "duet/train/adam.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace duet;

static_assert(adamw().decoupled && adamw().weight_decay == 1e-2 && !Adam{}.decoupled);

BOOST_AUTO_TEST_CASE(the_first_step_is_the_rate_whatever_the_size_of_the_gradient) {
    Adam::State<double> state(Adam{}, 3);
    std::vector<double> parameters{1, 1, 1};
    std::vector<double> gradients{1e-3, -50, 0};
    state.step(1, parameters, gradients, 0.1);
    BOOST_TEST(parameters[0] == 0.9, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(parameters[1] == 1.1, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(parameters[2] == 1);
    BOOST_TEST(gradients == std::vector<double>(3), boost::test_tools::per_element()); // cleared
}

BOOST_AUTO_TEST_CASE(decay_beside_the_gradient_is_not_scaled_by_it) {
    Adam::State<double> beside(adamw(0.1, 0.5), 2);
    Adam::State<double> within(Adam{.weight_decay = 0.5}, 2);
    std::vector<double> a{4, 4};
    std::vector<double> b{4, 4};
    std::vector<double> of_a{0, 1000}, of_b{0, 1000};
    beside.step(1, a, of_a, 0.1);
    within.step(1, b, of_b, 0.1);
    BOOST_TEST(a[0] == 4 * (1 - 0.1 * 0.5), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(a[1] == 4 * (1 - 0.1 * 0.5) - 0.1, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(b[0] == 4 - 0.1, boost::test_tools::tolerance(1e-6)); // a gradient of 2 is as good as any
    BOOST_TEST(b[1] == 4 - 0.1, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(finds_the_bottom_of_a_narrow_valley) {
    Adam::State<float> state(Adam{}, 2);
    std::vector<float> parameters{5, -3};
    for (int step = 0; step < 1500; ++step) {
        std::vector<float> gradients{1000 * (parameters[0] - 2), 0.01F * (parameters[1] - 2)};
        state.step(2, parameters, gradients, step < 1000 ? 0.02 : 0.001);
    }
    BOOST_CHECK_SMALL(parameters[0] - 2, 1e-2F);
    BOOST_CHECK_SMALL(parameters[1] - 2, 1e-2F);
}

BOOST_AUTO_TEST_CASE(gradients_from_1e_20_to_1e18_give_finite_steps) {
    Adam::State<float> state(Adam{}, 3);
    std::vector<float> parameters{0, 0, 0};
    for (int step = 0; step < 50; ++step) {
        std::vector<float> gradients{1e-20F, 1e18F, -1e18F};
        state.step(1, parameters, gradients, 0.1);
    }
    for (const float p : parameters) BOOST_TEST(std::abs(p) < 6);
}
