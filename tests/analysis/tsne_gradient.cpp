#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_tsne_gradient
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/tsne_gradient.hpp"

using namespace duet::analysis;
namespace tools = boost::test_tools;

struct Problem {
    std::size_t n = 150; // not a multiple of the lanes
    Affinities affinities;
    std::vector<double> y;

    Problem() {
        const Blobs blobs = make_blobs(n, 3, 5, 2);
        affinities = joint_affinities(nearest_neighbours(Points(blobs.points, 5, "test"), 30, 1), 30, 10, 1);
        duet::Random random(9);
        for (std::size_t i = 0; i < 2 * n; ++i) y.push_back(3 * random.normal());
    }
    double q(std::size_t i, std::size_t j) const {
        const double dx = y[2 * i] - y[2 * j], dy = y[2 * i + 1] - y[2 * j + 1];
        return 1 / (1 + dx * dx + dy * dy);
    }
};

BOOST_FIXTURE_TEST_CASE(theta_zero_is_the_formula_over_all_pairs, Problem) {
    std::vector<double> p(n * n), gradient(2 * n);
    for (std::size_t i = 0; i < n; ++i)
        for (const Affinity& affinity : affinities.row(i)) p[i * n + affinity.point] = affinity.probability;
    double z = 0, divergence = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) z += i == j ? 0 : q(i, j);
    for (const double exaggeration : {1.0, 12.0}) {
        TsneGradient gradient_of(affinities, 0, 1);
        BOOST_TEST(gradient_of(y, exaggeration, gradient) == z, tools::tolerance(1e-12));
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t axis = 0; axis < 2; ++axis) {
                double expected = 0;
                for (std::size_t j = 0; j < n; ++j)
                    expected += 4 * (exaggeration * p[i * n + j] - q(i, j) / z) * q(i, j) * (y[2 * i + axis] - y[2 * j + axis]);
                BOOST_TEST(std::abs(gradient[2 * i + axis] - expected) < 1e-14);
            }
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (p[i * n + j] > 0) divergence += p[i * n + j] * std::log(p[i * n + j] / (q(i, j) / z));
    BOOST_TEST(TsneGradient(affinities, 0, 1).divergence(y, z) == divergence, tools::tolerance(1e-12));
}

BOOST_FIXTURE_TEST_CASE(is_the_derivative_of_the_divergence, Problem) {
    TsneGradient gradient_of(affinities, 0, 1);
    std::vector<double> gradient(2 * n), unused(2 * n);
    gradient_of(y, 1, gradient);
    const double step = 1e-5;
    for (std::size_t i = 0; i < 2 * n; i += 7) {
        const auto cost = [&](double offset) {
            std::vector<double> moved = y;
            moved[i] += offset;
            const double z = gradient_of(moved, 1, unused);
            return gradient_of.divergence(moved, z);
        };
        BOOST_TEST(std::abs((cost(step) - cost(-step)) / (2 * step) - gradient[i]) < 1e-9);
    }
}

BOOST_FIXTURE_TEST_CASE(theta_half_is_close_and_equal_to_the_bit_for_any_number_of_threads, Problem) {
    std::vector<double> exact(2 * n), one(2 * n), several(2 * n);
    TsneGradient(affinities, 0, 1)(y, 1, exact);
    const double z = TsneGradient(affinities, 0.5, 1)(y, 1, one);
    double error = 0, length = 0;
    for (std::size_t i = 0; i < 2 * n; ++i) {
        error += (one[i] - exact[i]) * (one[i] - exact[i]);
        length += exact[i] * exact[i];
    }
    BOOST_TEST(error > 0);
    BOOST_TEST(std::sqrt(error / length) < 0.03);
    for (const int threads : {2, 3, 8}) {
        TsneGradient gradient_of(affinities, 0.5, threads);
        for (int repeat = 0; repeat < 50; ++repeat) { // a race shows now and then
            BOOST_TEST_REQUIRE(gradient_of(y, 1, several) == z);
            BOOST_TEST_REQUIRE((several == one));
        }
    }
}
