// Pictures of planes against the same as rows of columns, which kernels/batch_norm has differentiated.
#define BOOST_TEST_MODULE batch_norm2d
#include "duet/kernels/batch_norm2d.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <span>
#include <vector>

using duet::Workers;

namespace {

constexpr std::size_t samples = 21;
constexpr std::size_t planes = 3;
constexpr std::size_t area = 19; // whole vectors and a part of one
constexpr std::size_t values = samples * area;

using Numbers = std::vector<double>;

/// The planes are all there are.
const auto alone = [](std::span<double>) {};

struct Shop {
    Numbers memory = Numbers(duet::slots * 2 * planes, NAN);
    Workers<double> workers{3, duet::slots, memory.data(), 2 * planes};
};

Numbers numbers(std::size_t factor, std::size_t count = values * planes) {
    Numbers x(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i * factor % 23) - 9;
    return x;
}

/// (samples, planes, area) as (samples, area, planes), and back with the two counts swapped.
Numbers turned(const Numbers& x, std::size_t from, std::size_t to) {
    Numbers y(x.size());
    for (std::size_t s = 0; s < samples; ++s) {
        for (std::size_t i = 0; i < from; ++i) {
            for (std::size_t j = 0; j < to; ++j) y[(s * to + j) * from + i] = x[(s * from + i) * to + j];
        }
    }
    return y;
}

void check_close(const Numbers& a, const Numbers& b) {
    BOOST_REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) BOOST_CHECK_SMALL(a[i] - b[i], 1e-11);
}

} // namespace

BOOST_AUTO_TEST_CASE(statistics_of_two_planes_by_hand) {
    const Shop shop;
    const Numbers x{1, 3, 10, 10, 5, 7, 10, 10};
    Numbers mean(2, NAN), variance(2, NAN);
    duet::kernels::plane_statistics<2, 2>(shop.workers, 2, 4, alone, x.data(), mean.data(), variance.data());
    BOOST_TEST(mean == (Numbers{4, 10}), boost::test_tools::per_element());
    BOOST_TEST(variance == (Numbers{5, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(planes_are_normalised_as_columns_are) {
    namespace kernels = duet::kernels;
    const Shop shop;
    const Numbers x = numbers(7), dy = numbers(11), weight{0.5, -2, 1}, bias{1, 2, 3};
    Numbers mean(planes), variance(planes), y(x.size()), dx(x.size()), weight_gradient(planes, 7), bias_gradient(planes, 8);
    kernels::plane_statistics<planes, area>(shop.workers, samples, values, alone, x.data(), mean.data(), variance.data());
    kernels::batch_norm2d<planes, area>(shop.workers, samples, 0.1, weight.data(), bias.data(), mean.data(), variance.data(), x.data(), y.data());
    kernels::batch_norm2d_gradient<planes, area>(shop.workers, samples, values, alone, 0.1, weight.data(), mean.data(), variance.data(), x.data(),
                                                 dy.data(), dx.data(), weight_gradient.data(), bias_gradient.data());

    const Numbers rows = turned(x, planes, area), slopes = turned(dy, planes, area);
    Numbers row_mean(planes), row_variance(planes), row_y(x.size()), row_dx(x.size()), row_weight(planes, 7), row_bias(planes, 8);
    kernels::column_statistics<planes>(shop.workers, values, values, alone, rows.data(), row_mean.data(), row_variance.data());
    kernels::batch_norm<planes>(shop.workers, values, 0.1, weight.data(), bias.data(), row_mean.data(), row_variance.data(), rows.data(),
                                row_y.data());
    kernels::batch_norm_gradient<planes>(shop.workers, values, values, alone, 0.1, weight.data(), row_mean.data(), row_variance.data(), rows.data(),
                                         slopes.data(), row_dx.data(), row_weight.data(), row_bias.data());
    check_close(mean, row_mean);
    check_close(variance, row_variance);
    check_close(turned(y, planes, area), row_y);
    check_close(turned(dx, planes, area), row_dx);
    check_close(weight_gradient, row_weight);
    check_close(bias_gradient, row_bias);
}
