#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_space_partition_tree
#include <boost/test/unit_test.hpp>

#include "duet/analysis/space_partition_tree.hpp"
#include "duet/core/random.hpp"

using duet::analysis::SpacePartitionTree;
namespace tools = boost::test_tools;

// Compares the tree's sums at every point, in groups as they stand, with the sums over all pairs; returns the largest error relative to
// the largest sum.
double worst_error(const std::vector<double>& points, double theta) {
    SpacePartitionTree tree;
    tree.build(points);
    const std::size_t n = points.size() / 2;
    BOOST_TEST_REQUIRE(tree.count() == n);
    BOOST_TEST(tree.cell_count() < 2 * n);
    double error = 0, largest = 0;
    for (std::size_t position = 0; position + SpacePartitionTree::lanes <= n; position += SpacePartitionTree::lanes) {
        SpacePartitionTree::Lanes x, y;
        for (std::size_t l = 0; l < SpacePartitionTree::lanes; ++l) {
            x[l] = points[2 * tree.point(position + l)];
            y[l] = points[2 * tree.point(position + l) + 1];
        }
        const SpacePartitionTree::Repulsion sum = tree.repulsion(x, y, theta);
        for (std::size_t l = 0; l < SpacePartitionTree::lanes; ++l) {
            double fx = 0, fy = 0, fq = 0;
            for (std::size_t j = 0; j < n; ++j) {
                const double dx = x[l] - points[2 * j], dy = y[l] - points[2 * j + 1], q = 1 / (1 + dx * dx + dy * dy);
                fq += q;
                fx += q * q * dx;
                fy += q * q * dy;
            }
            error = std::max({error, std::abs(fx - sum.x[l]), std::abs(fy - sum.y[l]), std::abs(fq - sum.q[l])});
            largest = std::max({largest, std::abs(fx), std::abs(fy), fq});
        }
    }
    return error / largest;
}

std::vector<double> scatter(std::size_t count, double scale) {
    duet::Random random(6);
    std::vector<double> points(2 * count);
    for (double& value : points) value = scale * random.normal();
    return points;
}

BOOST_AUTO_TEST_CASE(z_order_interleaves) {
    BOOST_TEST(duet::analysis::z_order(0b101, 0b011) == 0b011011U); // y and x bits from the top: 01 10 11
    BOOST_TEST(duet::analysis::z_order(0x7FFFFFFF, 0x7FFFFFFF) == 0x3FFFFFFFFFFFFFFFU);
}

BOOST_AUTO_TEST_CASE(theta_zero_is_exact) {
    for (const double scale : {1e-4, 1.0, 30.0, 1e6}) BOOST_TEST(worst_error(scatter(400, scale), 0) < 1e-13);
}

BOOST_AUTO_TEST_CASE(a_larger_theta_is_coarser_but_close) {
    const std::vector<double> points = scatter(2000, 30);
    const double fine = worst_error(points, 0.2), coarse = worst_error(points, 0.8);
    BOOST_TEST(fine > 0);
    BOOST_TEST(fine < coarse);
    BOOST_TEST(fine < 1e-3);
    BOOST_TEST(worst_error(points, 0.5) < 1e-2);
}

BOOST_AUTO_TEST_CASE(degenerate_points) {
    std::vector<double> duplicates = scatter(50, 1);
    for (int copy = 0; copy < 3; ++copy) duplicates.insert(duplicates.end(), duplicates.begin(), duplicates.begin() + 100);
    BOOST_TEST(worst_error(duplicates, 0) < 1e-13);
    BOOST_TEST(worst_error(duplicates, 0.5) < 0.05);
    const std::vector<double> unscalable{0, 0, 1e-300, 0, 0, 1e-300, 1e-308, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (const std::vector<double>& points : {unscalable, std::vector<double>(64, 2.5), std::vector<double>(64, 0.0)})
        for (const double theta : {0.0, 0.5, 1.0}) BOOST_TEST(worst_error(points, theta) < 1e-13);
    // At an extent of 2e40 all else shares one leaf of about 1e31: each pair there counts with at most 1.
    BOOST_TEST(worst_error({1e40, 0, -1e40, 3, 0, 0, 1, 1, 1e-9, 0, 1e-20, 0, 5, 5, 5, 5 + 1e-12}, 0) < 1);
}

BOOST_AUTO_TEST_CASE(far_cells_are_skipped) {
    // Two tight clusters far apart: from one, the other is a single term, with all its mass at its centre.
    std::vector<double> points;
    for (int i = 0; i < 8; ++i) points.insert(points.end(), {0.001 * i, 0.002 * i});
    for (int i = 0; i < 8; ++i) points.insert(points.end(), {1000 + 0.001 * i, 0.002 * i});
    BOOST_TEST(worst_error(points, 0.5) < 1e-9);
    SpacePartitionTree tree;
    tree.build({});
    BOOST_TEST(tree.count() == 0U);
}
