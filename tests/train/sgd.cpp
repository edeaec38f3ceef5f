#define BOOST_TEST_MODULE sgd
#include "duet/train/sgd.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace duet;

BOOST_AUTO_TEST_CASE(momentum_adds_up) {
    SGD::State<double> state(SGD{.momentum = 0.5}, 1);
    std::vector<double> parameter{10};
    const auto step = [&](double rate) {
        std::vector<double> gradient{2};
        state.step(1, parameter, gradient, rate);
        BOOST_TEST(gradient[0] == 0); // cleared
    };
    step(0.25);
    BOOST_TEST(parameter[0] == 10 - 0.25 * 2);
    step(0.25);
    BOOST_TEST(parameter[0] == 9.5 - 0.25 * 3);
    step(1); // the rate is that of the step
    BOOST_TEST(parameter[0] == 8.75 - 3.5);
}

BOOST_AUTO_TEST_CASE(weight_decay_pulls_to_zero) {
    SGD::State<double> state(SGD{.momentum = 0, .weight_decay = 0.5}, 2);
    std::vector<double> parameters{8, -8};
    std::vector<double> gradients(2);
    state.step(1, parameters, gradients, 0.25);
    BOOST_TEST(parameters == (std::vector<double>{7, -7}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(finds_the_bottom_of_a_bowl) {
    SGD::State<double> state(SGD{}, 3);
    std::vector<double> parameters{5, -3, 1};
    for (int step = 0; step < 400; ++step) {
        std::vector<double> gradients;
        for (std::size_t i = 0; i < 3; ++i) gradients.push_back(static_cast<double>(i + 1) * (parameters[i] - 2));
        state.step(2, parameters, gradients, 0.02);
    }
    for (const double p : parameters) BOOST_CHECK_SMALL(p - 2, 1e-3);
}

BOOST_AUTO_TEST_CASE(a_rate_of_zero_changes_nothing) {
    SGD::State<float> state(SGD{.weight_decay = 1}, 2);
    std::vector<float> parameters{8, -8};
    std::vector<float> gradients{1, 2};
    state.step(1, parameters, gradients, 0);
    BOOST_TEST(parameters == (std::vector<float>{8, -8}), boost::test_tools::per_element());
}
