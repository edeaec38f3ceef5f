#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_affinities
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/affinities.hpp"

using namespace duet::analysis;
namespace tools = boost::test_tools;

double perplexity_of(const std::vector<double>& probabilities) {
    double entropy = 0;
    for (const double p : probabilities)
        if (p > 0) entropy -= p * std::log(p);
    return std::exp(entropy);
}

BOOST_AUTO_TEST_CASE(a_row_has_the_perplexity_asked_for_at_any_scale) {
    for (const double scale : {1e-80, 1.0, 1e80}) {
        std::vector<Neighbour> row;
        for (std::uint32_t j = 0; j < 30; ++j) row.push_back({scale * (5 + j * j), j});
        std::vector<double> probabilities(30);
        calibrate(row, 10, probabilities);
        BOOST_TEST(perplexity_of(probabilities) == 10, tools::tolerance(1e-8));
        // A Gaussian: ln p falls in proportion to the squared distance, which is 5 + j^2.
        BOOST_TEST(std::log(probabilities[0] / probabilities[6]) / 36 == std::log(probabilities[0] / probabilities[3]) / 9, tools::tolerance(1e-9));
    }
}

BOOST_AUTO_TEST_CASE(ties_share_evenly) {
    std::vector<Neighbour> row(8, {2.0, 0});
    std::vector<double> probabilities(8);
    calibrate(row, 3, probabilities);
    for (const double p : probabilities) BOOST_TEST(p == 0.125);
    for (std::size_t j = 5; j < 8; ++j) row[j].squared_distance = 3; // five at the nearest distance cannot have perplexity 3
    calibrate(row, 3, probabilities);
    for (std::size_t j = 0; j < 8; ++j) BOOST_TEST(std::abs(probabilities[j] - (j < 5 ? 0.2 : 0)) < 1e-9);
}

BOOST_AUTO_TEST_CASE(joint_probabilities_are_symmetric_and_sum_to_one) {
    const Blobs blobs = make_blobs(120, 3, 5, 2);
    const Points points(blobs.points, 5, "test");
    constexpr std::size_t k = 15, n = 120;
    const std::vector<Neighbour> neighbours = nearest_neighbours(points, k, 1);
    const Affinities joint = joint_affinities(neighbours, k, 5, 1);

    std::vector<double> expected(n * n), dense(n * n), row(k);
    for (std::size_t i = 0; i < n; ++i) {
        calibrate(std::span(neighbours).subspan(i * k, k), 5, row);
        for (std::size_t j = 0; j < k; ++j) {
            expected[i * n + neighbours[i * k + j].point] += row[j] / (2 * n);
            expected[neighbours[i * k + j].point * n + i] += row[j] / (2 * n);
        }
        for (const Affinity& affinity : joint.row(i)) {
            BOOST_TEST(dense[i * n + affinity.point] == 0.0); // each point once in a row
            dense[i * n + affinity.point] = affinity.probability;
        }
        for (std::size_t j = 1; j < joint.row(i).size(); ++j) BOOST_TEST(joint.row(i)[j - 1].point < joint.row(i)[j].point);
    }
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            sum += dense[i * n + j];
            BOOST_TEST_REQUIRE(dense[i * n + j] == dense[j * n + i]);
            BOOST_TEST_REQUIRE(std::abs(dense[i * n + j] - expected[i * n + j]) < 1e-18);
        }
    BOOST_TEST(sum == 1, tools::tolerance(1e-12));

    for (const int threads : {2, 3, 8}) {
        const Affinities several = joint_affinities(neighbours, k, 5, threads);
        BOOST_TEST(several.first == joint.first);
        for (std::size_t e = 0; e < joint.entries.size(); ++e) BOOST_TEST_REQUIRE(several.entries[e].probability == joint.entries[e].probability);
    }
}
