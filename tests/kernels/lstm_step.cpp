#define BOOST_TEST_MODULE lstm_step
#include "duet/kernels/lstm_step.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

using namespace duet::kernels;

BOOST_AUTO_TEST_CASE(one_step_by_hand) {
    const double a = std::log(3.0); // sigmoid 3/4
    std::vector<double> gates{a, 0, 0.5, 0}, cell(1), hidden(1);
    const double input_bias[] = {0, a, 0, -a}, hidden_bias[] = {0, 0, 0.5, 0}, before = 2;
    lstm_step(1, input_bias, hidden_bias, &before, gates.data(), cell.data(), hidden.data());
    BOOST_CHECK_CLOSE(gates[0], 0.75, 1e-12);
    BOOST_CHECK_CLOSE(gates[1], 0.75, 1e-12);
    BOOST_CHECK_CLOSE(gates[2], std::tanh(1.0), 1e-12);
    BOOST_CHECK_CLOSE(gates[3], 0.25, 1e-12);
    BOOST_CHECK_CLOSE(cell[0], 0.75 * 2 + 0.75 * std::tanh(1.0), 1e-12);
    BOOST_CHECK_CLOSE(hidden[0], 0.25 * std::tanh(cell[0]), 1e-12);
}

BOOST_AUTO_TEST_CASE(sigmoid_at_its_ends) {
    BOOST_TEST(sigmoid(Vector<double>(0.0)).get(0) == 0.5);
    BOOST_TEST(sigmoid(Vector<float>(-200.0F)).get(0) == 0.0F);
    BOOST_TEST(sigmoid(Vector<float>(200.0F)).get(0) == 1.0F);
    BOOST_CHECK_CLOSE(sigmoid(Vector<double>(-30.0)).get(0), 1 / (1 + std::exp(30.0)), 1e-12);
}
