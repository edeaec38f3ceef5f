#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_tsne
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/tsne.hpp"

#include <limits>
#include <set>
#include <stdexcept>

using namespace duet::analysis;
using duet::Error;

bool finite(const TsneResult& result) {
    for (const double value : result.layout)
        if (!std::isfinite(value)) return false;
    return std::isfinite(result.divergence);
}

// One thread but where threads are the point: on a busy machine, waiting at thousands of short parallel loops is slow.

// Of each point's 10 nearest neighbours in the layout, the share that is of its class.
double class_share(const std::vector<double>& layout, const std::vector<int>& classes) {
    const std::vector<Neighbour> near = nearest_neighbours(Points(layout, 2, "test"), 10);
    double same = 0;
    for (std::size_t i = 0; i < near.size(); ++i) same += classes[near[i].point] == classes[i / 10];
    return same / static_cast<double>(near.size());
}

// Of each point's 10 nearest neighbours in the data, the share that is among its 10 nearest in the layout.
double kept_share(const Blobs& blobs, const std::vector<double>& layout) {
    const std::vector<Neighbour> before = nearest_neighbours(Points(blobs.points, blobs.dimensions, "test"), 10);
    const std::vector<Neighbour> after = nearest_neighbours(Points(layout, 2, "test"), 10);
    double kept = 0;
    for (std::size_t row = 0; row < before.size(); row += 10) {
        std::set<std::uint32_t> points;
        for (std::size_t j = row; j < row + 10; ++j) points.insert(before[j].point);
        for (std::size_t j = row; j < row + 10; ++j) kept += static_cast<double>(points.count(after[j].point));
    }
    return kept / static_cast<double>(before.size());
}

BOOST_AUTO_TEST_CASE(separated_blobs_stay_separate_from_either_start) {
    const Blobs blobs = make_blobs(500, 5, 20, 3);
    for (const TsneStart start : {TsneStart::pca, TsneStart::random}) {
        const TsneResult result = tsne(blobs.points, 20, {.start = start, .threads = 1});
        BOOST_TEST_REQUIRE(result.layout.size() == 1000U);
        BOOST_TEST(result.perplexity == 30.0);
        BOOST_TEST(class_share(result.layout, blobs.classes) > 0.999);
    }
}

BOOST_AUTO_TEST_CASE(neighbours_on_a_curved_sheet_stay_neighbours) {
    // A sheet rolled up in 3 dimensions is a plane inside: a good layout keeps most neighbours, chance would keep 10 of 800.
    duet::Random random(8);
    Blobs roll{3, {}, {}};
    for (int i = 0; i < 800; ++i) {
        const double turn = random.uniform(4, 12);
        roll.points.insert(roll.points.end(), {turn * std::cos(turn), random.uniform(0, 20), turn * std::sin(turn)});
    }
    const TsneResult result = tsne(roll.points, 3, {.threads = 1});
    BOOST_TEST(kept_share(roll, result.layout) > 0.7);
    BOOST_TEST(kept_share(roll, principal_components(Points(roll.points, 3, "test"))) < 0.5); // so the test can fail
}

BOOST_AUTO_TEST_CASE(the_divergence_falls_and_progress_tells) {
    const Blobs blobs = make_blobs(300, 6, 10, 2);
    std::vector<TsneProgress> seen;
    TsneOptions options{.iterations = 720, .threads = 1, .progress_interval = 100};
    options.progress = [&](const TsneProgress& progress) { seen.push_back(progress); };
    const TsneResult result = tsne(blobs.points, 10, options);
    BOOST_TEST_REQUIRE(seen.size() == 8U); // 100 .. 700, and the end
    BOOST_TEST(seen.front().iteration == 100U);
    BOOST_TEST(seen.back().iteration == 720U);
    BOOST_TEST(seen.back().iterations == 720U);
    BOOST_TEST(seen.back().divergence == result.divergence);
    for (std::size_t i = 3; i < seen.size(); ++i) BOOST_TEST(seen[i].divergence < seen[i - 1].divergence + 1e-3); // exaggeration has ended
    BOOST_TEST(seen.back().divergence < 0.8 * seen[1].divergence);
    BOOST_TEST(result.divergence > 0);
    double mean_x = 0, mean_y = 0;
    for (std::size_t i = 0; i < 300; ++i) {
        mean_x += result.layout[2 * i] / 300;
        mean_y += result.layout[2 * i + 1] / 300;
    }
    BOOST_TEST(std::abs(mean_x) < 1e-10);
    BOOST_TEST(std::abs(mean_y) < 1e-10);

    options.progress = [](const TsneProgress&) { throw std::runtime_error("stop"); };
    BOOST_CHECK_THROW(tsne(blobs.points, 10, options), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(barnes_hut_ends_as_low_as_the_exact_gradient) {
    const Blobs blobs = make_blobs(200, 4, 10, 2);
    const double exact = tsne(blobs.points, 10, {.theta = 0, .threads = 1}).divergence;
    const double tree = tsne(blobs.points, 10, {.threads = 1}).divergence;
    BOOST_TEST(std::abs(tree - exact) < 0.05 * exact);
}

BOOST_AUTO_TEST_CASE(equal_to_the_bit_for_any_number_of_threads_and_different_for_another_seed) {
    const Blobs blobs = make_blobs(333, 4, 12, 2);
    const auto run = [&](int threads, std::uint64_t seed) {
        return tsne(blobs.points, 12, {.exaggeration_iterations = 40, .iterations = 80, .seed = seed, .threads = threads}).layout;
    };
    const std::vector<double> one = run(1, 0);
    for (const int threads : {2, 3, 8}) BOOST_TEST((run(threads, 0) == one));
    BOOST_TEST((run(1, 1) != one));
    const std::vector<float> floats(blobs.points.begin(), blobs.points.end());
    BOOST_TEST(class_share(tsne(floats, 12, {.threads = 1}).layout, blobs.classes) > 0.99);
}

BOOST_AUTO_TEST_CASE(degenerate_points_give_finite_layouts) {
    for (const TsneStart start : {TsneStart::pca, TsneStart::random}) {
        const TsneOptions options{.iterations = 400, .start = start, .threads = 1};
        BOOST_TEST(finite(tsne(std::vector<double>(200, 1.5), 2, options)));   // constant
        BOOST_TEST(finite(tsne(std::vector<float>(200, 0.F), 1, options)));    // one dimension, constant
        BOOST_TEST(finite(tsne(std::vector<double>{1, 2, 3, 9}, 1, options))); // as few as can be
        Blobs blobs = make_blobs(60, 3, 4, 2);
        for (int copy = 0; copy < 2; ++copy) blobs.points.insert(blobs.points.end(), blobs.points.begin(), blobs.points.begin() + 240);
        BOOST_TEST(finite(tsne(blobs.points, 4, options))); // every point three times
        for (const double scale : {1e-90, 1e45}) {
            std::vector<double> scaled = blobs.points;
            for (double& value : scaled) value *= scale;
            BOOST_TEST(finite(tsne(scaled, 4, options)));
        }
    }
}

BOOST_AUTO_TEST_CASE(few_points_reduce_the_perplexity) {
    const Blobs blobs = make_blobs(31, 2, 4, 5);
    const TsneResult result = tsne(blobs.points, 4, {.threads = 1});
    BOOST_TEST(result.perplexity == 10.0); // (31 - 1) / 3
    BOOST_TEST(finite(result));
    BOOST_TEST(class_share(result.layout, blobs.classes) > 0.9);
}

BOOST_AUTO_TEST_CASE(wrong_inputs_throw) {
    const std::vector<double> points{1, 2, 3, 4, 5, 6};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    BOOST_CHECK_THROW(tsne(points, 2), Error); // three points
    BOOST_CHECK_THROW(tsne(points, 4), Error);
    BOOST_CHECK_THROW(tsne(std::vector<double>{1, 2, 3, 4, nan}, 1), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.perplexity = 0.5}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.perplexity = nan}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.theta = -0.1}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.theta = 1.1}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.early_exaggeration = 0}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.iterations = 0}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.learning_rate = -1}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.progress_interval = 0}), Error);
    BOOST_CHECK_THROW(tsne(points, 1, {.learning_rate = 1e60}), Error); // runs away
}
