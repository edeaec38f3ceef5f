#define BOOST_TEST_MODULE fusion_rule
#include "digits/fusion_rule.hpp"

#include "digits/engine/engine.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

/// Of 100 rows of label 0, logits of `margin` for the label in the first `right` and for another digit in the rest.
std::vector<float> mostly_right(std::size_t right, float margin) {
    std::vector<float> logits(100 * class_count, 0.0F);
    for (std::size_t row = 0; row < 100; ++row) logits[row * class_count + (row < right ? 0 : 1)] = margin;
    return logits;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_sum_weighs_each_logit) {
    BOOST_TEST(calibrated_sum(std::vector<float>{1, 2}, 0.5, std::vector<float>{4, -1}, 2) == (std::vector<float>{8.5F, -1}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(better_by_more_than_chance) {
    const std::vector<int> labels(100, 0);
    const std::vector<float> good = mostly_right(95, 4);
    const std::vector<float> poor = mostly_right(60, 4);
    std::vector<float> hardly_better = mostly_right(97, 4); // two rows more, and one row less
    std::swap(hardly_better[0], hardly_better[1]);
    BOOST_TEST(clearly_better({good}, {poor}, labels));
    BOOST_TEST(!clearly_better({poor}, {good}, labels));
    BOOST_TEST(!clearly_better({good}, {good}, labels));
    BOOST_TEST(!clearly_better({hardly_better}, {good}, labels));
    BOOST_TEST(clearly_better({good, 1}, {good, 0.1}, labels)); // the scales count
}
