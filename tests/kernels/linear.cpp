#define BOOST_TEST_MODULE linear
#include "duet/kernels/linear.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using duet::Workers;

BOOST_AUTO_TEST_CASE(two_rows_by_hand) {
    std::vector<double> slot_memory(duet::slots * duet::kernels::linear_slot_size(3, 2));
    const Workers<double> workers{2, duet::slots, slot_memory.data(), duet::kernels::linear_slot_size(3, 2)};
    const std::vector<double> x{1, 2, 3, -1, 0, 2}, weight{1, 0, 2, -1, 1, 1}, bias{10, 20};
    std::vector<double> y(4), dx(6), weight_gradient(6, 100), bias_gradient(2, 100);
    duet::kernels::linear(workers, 2, 3, 2, x.data(), weight.data(), bias.data(), y.data());
    BOOST_TEST(y == (std::vector<double>{17, 24, 13, 23}), boost::test_tools::per_element());
    const std::vector<double> dy{1, 2, 3, -1};
    duet::kernels::add_linear_gradients(workers, 2, 3, 2, x.data(), dy.data(), weight_gradient.data(), bias_gradient.data());
    BOOST_TEST(weight_gradient == (std::vector<double>{98, 102, 109, 103, 104, 104}), boost::test_tools::per_element());
    BOOST_TEST(bias_gradient == (std::vector<double>{104, 101}), boost::test_tools::per_element());
    duet::kernels::linear_input_gradient(workers, 2, 3, 2, dy.data(), weight.data(), dx.data());
    BOOST_TEST(dx == (std::vector<double>{-1, 2, 4, 4, -1, 5}), boost::test_tools::per_element());
}
