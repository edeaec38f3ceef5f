#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_kmeans
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/kmeans.hpp"

#include <map>
#include <set>

using namespace duet::analysis;
using duet::Error;

BOOST_AUTO_TEST_CASE(two_pairs_on_a_line_by_hand) {
    // 0 and 2 around 1, 10 and 14 around 12: inertia 1 + 1 + 4 + 4 = 10.
    const std::vector<double> points{0, 10, 2, 14};
    const KMeansResult result = k_means(points, 1, {.clusters = 2});
    BOOST_TEST(result.inertia == 10.0);
    BOOST_TEST(result.labels[0] == result.labels[2]);
    BOOST_TEST(result.labels[1] == result.labels[3]);
    BOOST_TEST(result.centres[static_cast<std::size_t>(result.labels[0])] == 1.0);
    BOOST_TEST(result.centres[static_cast<std::size_t>(result.labels[1])] == 12.0);
}

BOOST_AUTO_TEST_CASE(recovers_blobs) {
    const Blobs blobs = make_blobs(500, 10, 20, 4);
    const KMeansResult result = k_means(blobs.points, 20, {.clusters = 10, .restarts = 3});
    std::map<int, int> names;
    for (std::size_t i = 0; i < blobs.classes.size(); ++i) names.try_emplace(blobs.classes[i], result.labels[i]);
    for (std::size_t i = 0; i < blobs.classes.size(); ++i) BOOST_TEST(names.at(blobs.classes[i]) == result.labels[i]);
    std::set<int> distinct;
    for (const auto& [name, label] : names) distinct.insert(label);
    BOOST_TEST(distinct.size() == 10U);
}

BOOST_AUTO_TEST_CASE(inertia_never_rises_and_is_what_it_says) {
    const Blobs blobs = make_blobs(400, 5, 3, 1); // overlapping: many iterations
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const KMeansResult result = k_means(blobs.points, 3, {.clusters = 12, .restarts = 1, .tolerance = 0, .seed = seed});
        BOOST_TEST(result.inertia_history.size() == result.iterations + 1);
        BOOST_TEST(result.iterations > 3U);
        for (std::size_t i = 1; i < result.inertia_history.size(); ++i)
            BOOST_TEST(result.inertia_history[i] <= result.inertia_history[i - 1] * (1 + 1e-14));
        double inertia = 0;
        for (std::size_t i = 0; i < result.labels.size(); ++i) {
            double nearest = 1e9;
            for (std::size_t c = 0; c < 12; ++c) nearest = std::min(nearest, squared_distance(&blobs.points[3 * i], &result.centres[3 * c], 3));
            BOOST_TEST(squared_distance(&blobs.points[3 * i], &result.centres[3 * static_cast<std::size_t>(result.labels[i])], 3) == nearest);
            inertia += nearest;
        }
        BOOST_TEST(result.inertia == inertia, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(result.inertia == result.inertia_history.back());
    }
}

BOOST_AUTO_TEST_CASE(converged_centres_are_the_means_of_their_points) {
    const Blobs blobs = make_blobs(300, 4, 2, 1);
    const KMeansResult result = k_means(blobs.points, 2, {.clusters = 6, .tolerance = 0});
    std::vector<double> sums(12), members(6);
    for (std::size_t i = 0; i < 300; ++i) {
        const auto label = static_cast<std::size_t>(result.labels[i]);
        ++members[label];
        for (std::size_t j = 0; j < 2; ++j) sums[2 * label + j] += blobs.points[2 * i + j];
    }
    for (std::size_t c = 0; c < 12; ++c) BOOST_TEST(result.centres[c] == sums[c] / members[c / 2], boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(more_restarts_are_never_worse) {
    const Blobs blobs = make_blobs(300, 30, 2, 6);
    double previous = std::numeric_limits<double>::infinity(), first = 0;
    for (std::size_t restarts = 1; restarts <= 8; ++restarts) {
        const double inertia = k_means(blobs.points, 2, {.clusters = 30, .restarts = restarts}).inertia;
        if (restarts == 1) first = inertia;
        BOOST_TEST(inertia <= previous);
        previous = inertia;
    }
    BOOST_TEST(previous < first);
}

BOOST_AUTO_TEST_CASE(an_empty_cluster_takes_the_furthest_point) {
    // Both starting centres right of the origin, the second beyond every point: it is empty at first, then takes 9.
    const std::vector<double> values{0, 1, 9};
    const Points points(values, 1, "test");
    const KMeansResult result = Lloyd(points, {2, 100}, 1).run(10, 0);
    const std::vector<int> expected{0, 0, 1};
    BOOST_TEST(result.labels == expected, boost::test_tools::per_element());
    BOOST_TEST(result.inertia == 0.5); // 0 and 1 around 0.5
}

BOOST_AUTO_TEST_CASE(an_empty_cluster_leaves_no_other_empty) {
    // 50 is furthest from its centre 30 but alone there, so the third cluster takes 1 from the first.
    const std::vector<double> values{0, 1, 50};
    const Points points(values, 1, "test");
    const KMeansResult result = Lloyd(points, {0, 30, 1000}, 1).run(10, 0);
    const std::vector<int> expected{0, 2, 1};
    BOOST_TEST(result.labels == expected, boost::test_tools::per_element());
    BOOST_TEST(result.centres[1] == 50.0);
}

BOOST_AUTO_TEST_CASE(ties_go_to_the_first_centre) {
    const std::vector<double> values{0, 1, 2};
    const Points points(values, 1, "test");
    const std::vector<int> expected{0, 0, 1};
    BOOST_TEST(Lloyd(points, {0, 2}, 1).run(10, 0).labels == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fewer_distinct_points_than_clusters) {
    const std::vector<double> points{3, 3, 3, 3, 7};
    const KMeansResult result = k_means(points, 1, {.clusters = 4});
    BOOST_TEST(result.inertia == 0.0);
    BOOST_TEST(result.labels[0] == result.labels[3]);
    BOOST_TEST(result.labels[0] != result.labels[4]);
    BOOST_TEST(result.iterations == 1U);
    for (const double centre : result.centres) BOOST_TEST((centre == 3 || centre == 7)); // also those of empty clusters
    const std::vector<float> constant(100, 1.F);
    BOOST_TEST(k_means(constant, 4, {.clusters = 25}).inertia == 0.0);
}

BOOST_AUTO_TEST_CASE(one_cluster_and_as_many_as_points) {
    const std::vector<double> points{1, 2, 6};
    BOOST_TEST(k_means(points, 1, {.clusters = 1}).inertia == 14.0); // around 3: 4 + 1 + 9
    BOOST_TEST(k_means(points, 1, {.clusters = 3}).inertia == 0.0);
}

BOOST_AUTO_TEST_CASE(equal_to_the_bit_for_any_number_of_threads) {
    const Blobs blobs = make_blobs(1000, 7, 5, 1);
    const auto run = [&](int threads) { return k_means(blobs.points, 5, {.clusters = 9, .restarts = 2, .seed = 5, .threads = threads}); };
    const KMeansResult one = run(1);
    for (const int threads : {2, 3, 8}) {
        const KMeansResult several = run(threads);
        BOOST_TEST(several.labels == one.labels);
        BOOST_TEST(several.centres == one.centres);
        BOOST_TEST(several.inertia_history == one.inertia_history);
    }
}

BOOST_AUTO_TEST_CASE(wrong_options_throw) {
    const std::vector<double> points{1, 2, 3};
    BOOST_CHECK_THROW(k_means(points, 1, {.clusters = 4}), Error);
    BOOST_CHECK_THROW(k_means(points, 1, {.clusters = 0}), Error);
    BOOST_CHECK_THROW(k_means(points, 1, {.clusters = 2, .restarts = 0}), Error);
    BOOST_CHECK_THROW(k_means(points, 1, {.clusters = 2, .max_iterations = 0}), Error);
    BOOST_CHECK_THROW(k_means(points, 1, {.clusters = 2, .tolerance = -1}), Error);
    BOOST_CHECK_THROW(k_means(points, 2, {.clusters = 1}), Error);
    const std::vector<float> nan{1, std::numeric_limits<float>::quiet_NaN()};
    BOOST_CHECK_THROW(k_means(nan, 1, {.clusters = 1}), Error);
}
