#define BOOST_TEST_MODULE batch_norm
#include "duet/kernels/batch_norm.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <span>
#include <vector>

using duet::Workers;

namespace {

constexpr std::size_t rows = 50;
constexpr std::size_t columns = 3;

double value(std::size_t i) { return static_cast<double>(i * 7 % 11) - 4; }

/// The rows are all there are.
const auto alone = [](std::span<double>) {};

/// Workers on three threads with `size` elements a slot.
struct Shop {
    explicit Shop(std::size_t size) : memory(duet::slots * size, NAN), workers{3, duet::slots, memory.data(), size} {}
    std::vector<double> memory;
    Workers<double> workers;
};

} // namespace

BOOST_AUTO_TEST_CASE(statistics_of_two_columns_by_hand) {
    const Shop shop(2);
    const std::vector<double> x{1, 10, 3, 10, 5, 10, 7, 10};
    std::vector<double> mean(2, NAN), variance(2, NAN);
    duet::kernels::column_statistics<2>(shop.workers, 4, 4, alone, x.data(), mean.data(), variance.data());
    BOOST_TEST(mean == (std::vector<double>{4, 10}), boost::test_tools::per_element());
    BOOST_TEST(variance == (std::vector<double>{5, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_column_is_scaled_and_shifted) {
    const Shop shop(2);
    const std::vector<double> x{1, 10, 3, 20}, weight{2, 1}, bias{0, 5}, mean{1, 20}, variance{5, 21};
    std::vector<double> y(4);
    duet::kernels::batch_norm<2>(shop.workers, 2, 4.0, weight.data(), bias.data(), mean.data(), variance.data(), x.data(), y.data());
    const std::vector<double> expected{0, 3, 4.0 / 3, 5}; // deviations 3 and 5
    for (std::size_t i = 0; i < 4; ++i) BOOST_CHECK_SMALL(y[i] - expected[i], 1e-12);
}

// The oracle: y as a function of all of x, differentiated numerically.
BOOST_AUTO_TEST_CASE(gradients_are_those_of_the_definition) {
    const Shop shop(2 * columns);
    const std::vector<double> weight{0.5, -2, 1}, bias{1, 2, 3};
    std::vector<double> x(rows * columns), dy(rows * columns), dx(rows * columns), y(rows * columns);
    std::vector<double> mean(columns), variance(columns), weight_gradient(columns, 7), bias_gradient(columns, 7);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = value(i);
        dy[i] = value(i * i + 3);
    }
    const auto objective = [&] {
        duet::kernels::column_statistics<columns>(shop.workers, rows, rows, alone, x.data(), mean.data(), variance.data());
        duet::kernels::batch_norm<columns>(shop.workers, rows, 0.1, weight.data(), bias.data(), mean.data(), variance.data(), x.data(), y.data());
        double sum = 0;
        for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * dy[i];
        return sum;
    };
    objective();
    duet::kernels::batch_norm_gradient<columns>(shop.workers, rows, rows, alone, 0.1, weight.data(), mean.data(), variance.data(), x.data(),
                                                dy.data(), dx.data(), weight_gradient.data(), bias_gradient.data());
    for (std::size_t c = 0; c < columns; ++c) {
        double along = 0;
        double sum = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            const std::size_t i = r * columns + c;
            along += dy[i] * (x[i] - mean[c]) / std::sqrt(variance[c] + 0.1);
            sum += dy[i];
        }
        BOOST_TEST(weight_gradient[c] == 7 + along, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(bias_gradient[c] == 7 + sum, boost::test_tools::tolerance(1e-12));
    }
    for (std::size_t i = 0; i < x.size(); i += 7) {
        const double before = x[i];
        x[i] = before + 1e-5;
        const double above = objective();
        x[i] = before - 1e-5;
        const double below = objective();
        x[i] = before;
        BOOST_CHECK_SMALL(dx[i] - (above - below) / 2e-5, 1e-6);
    }
}
