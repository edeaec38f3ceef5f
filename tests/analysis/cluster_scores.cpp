#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE analysis_cluster_scores
#include <boost/test/unit_test.hpp>

#include "blobs.hpp"
#include "duet/analysis/cluster_scores.hpp"

using namespace duet::analysis;
using duet::Error;
using Labels = std::vector<int>;
namespace tools = boost::test_tools;

// Six points of two classes in three clusters; counts:
//            cluster 5   cluster 8   cluster -1
//   class 0      2           1           0
//   class 1      0           1           2
const Labels truth{0, 0, 0, 1, 1, 1}, labels{5, 5, 8, 8, -1, -1};

BOOST_AUTO_TEST_CASE(purity_by_hand) {
    BOOST_TEST(purity(truth, labels) == 5.0 / 6); // commonest class: 2 + 1 + 2 of 6
    BOOST_TEST(purity(labels, truth) == 4.0 / 6); // the other way round: 2 + 2 of 6
    BOOST_TEST(purity(truth, Labels(6, 0)) == 0.5);
}

BOOST_AUTO_TEST_CASE(normalized_mutual_information_by_hand) {
    // H(classes) = ln 2, H(clusters) = ln 3. I = 2 cells of 2/6 ln(2*6 / (3*2)) + 2 cells of 1/6 ln(1*6 / (3*2)) = 2/3 ln 2.
    const double expected = 2.0 / 3 * std::log(2.0) / ((std::log(2.0) + std::log(3.0)) / 2); // 0.5158
    BOOST_TEST(normalized_mutual_information(truth, labels) == expected, tools::tolerance(1e-14));
    BOOST_TEST(normalized_mutual_information(labels, truth) == expected, tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(adjusted_rand_index_by_hand) {
    // Pairs: same class 3 + 3 = 6, same cluster 1 + 1 + 1 = 3, same both 1 + 1 = 2, all 15. Expected 6 * 3 / 15 = 1.2.
    // (2 - 1.2) / ((6 + 3) / 2 - 1.2) = 0.8 / 3.3 = 8 / 33.
    BOOST_TEST(adjusted_rand_index(truth, labels) == 8.0 / 33, tools::tolerance(1e-14));
    // Worse than chance: counts 1 1 / 1 1, pairs 2, 2, 0 of 6. Expected 4 / 6; (0 - 2/3) / (2 - 2/3) = -1/2.
    BOOST_TEST(adjusted_rand_index(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1}) == -0.5, tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(names_of_clusters_do_not_matter) {
    const Labels renamed{7, 7, 7, 2, 2, 2};
    BOOST_TEST(purity(truth, renamed) == 1.0);
    BOOST_TEST(normalized_mutual_information(truth, renamed) == 1.0, tools::tolerance(1e-14));
    BOOST_TEST(adjusted_rand_index(truth, renamed) == 1.0);
}

BOOST_AUTO_TEST_CASE(trivial_labellings_as_scikit_learn_scores_them) {
    const Labels same(6, 0), alone{0, 1, 2, 3, 4, 5}, single{4};
    BOOST_TEST(normalized_mutual_information(same, same) == 1.0);
    BOOST_TEST(normalized_mutual_information(truth, same) == 0.0);
    BOOST_TEST(adjusted_rand_index(same, same) == 1.0);
    BOOST_TEST(adjusted_rand_index(alone, alone) == 1.0);
    BOOST_TEST(adjusted_rand_index(truth, same) == 0.0);
    BOOST_TEST(adjusted_rand_index(truth, alone) == 0.0);
    BOOST_TEST(adjusted_rand_index(same, alone) == 0.0);
    BOOST_TEST(adjusted_rand_index(single, single) == 1.0);
    BOOST_TEST(normalized_mutual_information(single, single) == 1.0);
}

BOOST_AUTO_TEST_CASE(independent_labels_score_near_zero) {
    duet::Random random(4);
    Labels a(5000), b(5000);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<int>(random.below(5));
        b[i] = static_cast<int>(random.below(5));
    }
    BOOST_TEST(std::abs(adjusted_rand_index(a, b)) < 0.01);
    BOOST_TEST(normalized_mutual_information(a, b) < 0.01);
}

BOOST_AUTO_TEST_CASE(silhouette_by_hand) {
    // On a line: 0 and 1 in one cluster, 4 and 6 in another.
    // 0: a = 1, b = (4 + 6) / 2 = 5, s = 4/5.   1: a = 1, b = (3 + 5) / 2 = 4, s = 3/4.
    // 4: a = 2, b = (4 + 3) / 2 = 3.5, s = 3/7. 6: a = 2, b = (6 + 5) / 2 = 5.5, s = 7/11.
    const std::vector<double> points{0, 1, 4, 6};
    const double expected = (4.0 / 5 + 3.0 / 4 + 3.0 / 7 + 7.0 / 11) / 4;
    BOOST_TEST(silhouette(points, 1, Labels{0, 0, 1, 1}) == expected, tools::tolerance(1e-14));
    // With 6 alone it counts 0. 0: b = min(4, 6), s = 3/4; 1: s = 2/3. 4 alone, too: 0.
    BOOST_TEST(silhouette(points, 1, Labels{0, 0, 1, 2}) == (3.0 / 4 + 2.0 / 3) / 4, tools::tolerance(1e-14));
    // Coinciding points: all distances 0, score 0, no division by 0.
    BOOST_TEST(silhouette(std::vector<float>(4, 1.F), 1, Labels{0, 0, 1, 1}) == 0.0);
}

BOOST_AUTO_TEST_CASE(silhouette_prefers_the_true_blobs) {
    const Blobs blobs = make_blobs(300, 3, 4, 10);
    Labels merged = blobs.classes;
    for (int& label : merged) label = label == 2 ? 1 : label;
    const double right = silhouette(blobs.points, 4, blobs.classes);
    BOOST_TEST(right > 0.7);
    BOOST_TEST(right > silhouette(blobs.points, 4, merged));
}

BOOST_AUTO_TEST_CASE(silhouette_is_equal_to_the_bit_for_any_number_of_threads) {
    const Blobs blobs = make_blobs(301, 5, 7, 1);
    const double one = silhouette(blobs.points, 7, blobs.classes, 1);
    for (const int threads : {2, 3, 8}) BOOST_TEST(silhouette(blobs.points, 7, blobs.classes, threads) == one);
}

BOOST_AUTO_TEST_CASE(wrong_inputs_throw) {
    const std::vector<double> points{0, 1, 4, 6};
    BOOST_CHECK_THROW(purity(truth, Labels{1}), Error);
    BOOST_CHECK_THROW(normalized_mutual_information(Labels{}, Labels{}), Error);
    BOOST_CHECK_THROW(adjusted_rand_index(truth, Labels(7, 1)), Error);
    BOOST_CHECK_THROW(silhouette(points, 1, Labels{0, 1}), Error);
    BOOST_CHECK_THROW(silhouette(points, 1, Labels{0, 0, 0, 0}), Error);
    BOOST_CHECK_THROW(silhouette(points, 1, Labels{0, 1, 2, 3}), Error);
}
