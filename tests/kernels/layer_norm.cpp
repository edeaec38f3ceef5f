#define BOOST_TEST_MODULE layer_norm
#include "duet/kernels/layer_norm.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

using duet::Workers;

BOOST_AUTO_TEST_CASE(one_row_by_hand) {
    const Workers<double> workers{};
    const std::vector<double> x{1, 3, 5, 7}, weight{1, 1, 2, 2}, bias{0, 1, 0, 1};
    std::vector<double> y(4), mean(1), inverse(1);
    duet::kernels::layer_norm<4>(workers, 1, 4.0, weight.data(), bias.data(), x.data(), y.data(), mean.data(), inverse.data());
    BOOST_TEST(mean[0] == 4.0);
    BOOST_TEST(inverse[0] == 1.0 / 3.0); // variance 5, eps 4
    const std::vector<double> expected{-1, 2.0 / 3, 2.0 / 3, 3};
    for (std::size_t i = 0; i < 4; ++i) BOOST_CHECK_CLOSE(y[i], expected[i], 1e-12);
}

BOOST_AUTO_TEST_CASE(gradients_of_weight_and_bias_are_added_at_their_offsets) {
    constexpr std::size_t rows = 50, columns = 3, bias_offset = 16, slot_size = bias_offset + columns;
    std::vector<double> slot_memory(duet::slots * slot_size, NAN);
    const Workers<double> workers{3, duet::slots, slot_memory.data(), slot_size};
    std::vector<double> x(rows * columns), dy(rows * columns), mean(rows, 1), inverse(rows, 2), weight(columns, 1), gradients(slot_size, 7);
    double weight_sum = 0, bias_sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<double>(i % 7);
        dy[i] = static_cast<double>(i % 5);
        if (i % columns == 1) weight_sum += dy[i] * (x[i] - 1) * 2;
        if (i % columns == 1) bias_sum += dy[i];
    }
    duet::kernels::layer_norm_gradient<columns, double>(workers, rows, weight.data(), x.data(), mean.data(), inverse.data(), dy.data(), nullptr,
                                                        gradients.data(), bias_offset);
    BOOST_TEST(gradients[1] == 7 + weight_sum);
    BOOST_TEST(gradients[bias_offset + 1] == 7 + bias_sum);
    for (std::size_t i = columns; i < bias_offset; ++i) BOOST_TEST(gradients[i] == 7.0);
}
