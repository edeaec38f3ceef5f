#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_kmeans_plus_plus
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/kmeans_plus_plus.hpp"

#include <set>

using namespace duet::analysis;

BOOST_AUTO_TEST_CASE(weighted_draws_have_their_frequencies) {
    const std::vector<double> weights{0, 1, 0, 3, 0};
    std::vector<int> drawn(5);
    duet::Random random(3);
    for (int i = 0; i < 4000; ++i) ++drawn[draw_weighted(weights, 4, random)];
    BOOST_TEST(drawn[0] + drawn[2] + drawn[4] == 0);
    BOOST_TEST(drawn[3] > 2890); // 3000 expected, standard deviation 27
    BOOST_TEST(drawn[3] < 3110);
}

BOOST_AUTO_TEST_CASE(without_weight_any_index_is_drawn) {
    const std::vector<double> weights(3);
    std::set<std::size_t> drawn;
    duet::Random random(3);
    for (int i = 0; i < 100; ++i) drawn.insert(draw_weighted(weights, 0, random));
    BOOST_TEST(drawn.size() == 3U);
}

BOOST_AUTO_TEST_CASE(distant_blobs_get_a_centre_each) {
    const Blobs blobs = make_blobs(300, 8, 20, 50);
    const Points points(blobs.points, 20, "test");
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const std::vector<double> centres = k_means_plus_plus(points, 8, {seed}, 1);
        BOOST_TEST_REQUIRE(centres.size() == 8U * 20U);
        std::set<int> classes;
        for (std::size_t i = 0; i < points.count(); ++i)
            for (std::size_t c = 0; c < 8; ++c)
                if (squared_distance(points[i], &centres[c * 20], 20) == 0) classes.insert(blobs.classes[i]);
        BOOST_TEST(classes.size() == 8U); // so each centre is a point, too
    }
}
