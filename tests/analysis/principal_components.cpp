#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_principal_components
#include <boost/test/unit_test.hpp>

#include "duet/analysis/principal_components.hpp"

using namespace duet::analysis;

BOOST_AUTO_TEST_CASE(finds_planted_axes) {
    // x = mean + 5 s u + 2 t v + noise of 0.1 with u = (3, 4, 0) / 5 and v = (0, 0, 1): the projections are 5 s and 2 t.
    duet::Random random(2);
    std::vector<double> values, s, t;
    for (int i = 0; i < 2000; ++i) {
        s.push_back(random.normal());
        t.push_back(random.normal());
        const double first = 5 * s.back(), second = 2 * t.back();
        for (const double value : {7 + 0.6 * first, -3 + 0.8 * first, 1 + second}) values.push_back(value + 0.1 * random.normal());
    }
    const std::vector<double> found = principal_components(Points(values, 3, "test"), 1);
    double error = 0, mean = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        error = std::max({error, std::abs(found[2 * i] - 5 * s[i]), std::abs(found[2 * i + 1] - 2 * t[i])});
        mean += found[2 * i] / 2000;
    }
    BOOST_TEST(error < 1.0); // noise 0.4 at four standard deviations, means up to 0.3, axes off by about 0.01
    BOOST_TEST(std::abs(mean) < 1e-10);
    for (const int threads : {2, 3, 8}) BOOST_TEST((principal_components(Points(values, 3, "test"), threads) == found));
}

BOOST_AUTO_TEST_CASE(points_without_two_directions) {
    for (const double value : principal_components(Points(std::vector<double>(40, 3.5), 4, "test"), 1)) BOOST_TEST(std::abs(value) < 1e-12);
    const std::vector<double> line = principal_components(Points(std::vector<double>{1, 2, 6}, 1, "test"), 1);
    const std::vector<double> expected{-2, 0, -1, 0, 3, 0};
    for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(std::abs(line[i] - expected[i]) < 1e-12);
}
