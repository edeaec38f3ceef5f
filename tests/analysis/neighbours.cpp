#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_neighbours
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/neighbours.hpp"

using namespace duet::analysis;
using duet::Error;

BOOST_AUTO_TEST_CASE(on_a_line_by_hand) {
    const Points points(std::vector<double>{0, 1, 3, 7, 3}, 1, "test");
    const std::vector<Neighbour> found = nearest_neighbours(points, 2, 1);
    // 1: 0 (1), then 3 (4) at index 2 rather than 4. 3: its duplicate (0), then 1 (4). 7: both 3s (16), the lower index first.
    const std::vector<std::uint32_t> expected{1, 2, 0, 2, 4, 1, 2, 4, 2, 1};
    const std::vector<double> squared{1, 9, 1, 4, 0, 4, 16, 16, 0, 4};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        BOOST_TEST(found[i].point == expected[i]);
        BOOST_TEST(found[i].squared_distance == squared[i]);
    }
}

BOOST_AUTO_TEST_CASE(as_sorting_all_distances_for_any_number_of_threads) {
    const Blobs blobs = make_blobs(203, 4, 6, 1);
    const Points points(blobs.points, 6, "test");
    constexpr std::size_t k = 17;
    for (const int threads : {1, 2, 3, 8}) {
        const std::vector<Neighbour> found = nearest_neighbours(points, k, threads);
        BOOST_TEST_REQUIRE(found.size() == 203U * k);
        for (std::size_t i = 0; i < 203; ++i) {
            std::vector<std::pair<double, std::uint32_t>> all;
            for (std::uint32_t j = 0; j < 203; ++j) {
                double sum = 0;
                for (std::size_t d = 0; d < 6; ++d) sum += (points[i][d] - points[j][d]) * (points[i][d] - points[j][d]);
                if (j != i) all.emplace_back(sum, j);
            }
            std::sort(all.begin(), all.end());
            for (std::size_t j = 0; j < k; ++j) BOOST_TEST_REQUIRE(found[i * k + j].point == all[j].second);
        }
    }
}

BOOST_AUTO_TEST_CASE(wrong_counts_throw) {
    const Points points(std::vector<double>{0, 1, 3}, 1, "test");
    BOOST_CHECK_THROW(nearest_neighbours(points, 0), Error);
    BOOST_CHECK_THROW(nearest_neighbours(points, 3), Error);
    const Points many(std::vector<float>(20000), 1, "test");
    BOOST_CHECK_THROW(nearest_neighbours(many, 19999), Error); // 400 million pairs
}
