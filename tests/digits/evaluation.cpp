#define BOOST_TEST_MODULE evaluation
#include "digits/evaluation.hpp"

#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

// Four zeros, of which one is taken for a one; two ones, both recognised; one two, taken for a zero. No other digit occurs.
const std::vector<int> truth{0, 0, 0, 0, 1, 1, 2};
const std::vector<int> predicted{0, 0, 0, 1, 1, 1, 0};

} // namespace

BOOST_AUTO_TEST_CASE(the_confusion_has_truth_in_rows) {
    const Confusion counts = confusion_of(truth, predicted);
    BOOST_TEST(counts[0] == 3U);
    BOOST_TEST(counts[1] == 1U); // a zero taken for a one
    BOOST_TEST(counts[11] == 2U);
    BOOST_TEST(counts[20] == 1U); // a two taken for a zero
    BOOST_TEST(std::accumulate(counts.begin(), counts.end(), std::size_t{0}) == 7U);
}

BOOST_AUTO_TEST_CASE(figures_of_a_worked_case) {
    const Confusion counts = confusion_of(truth, predicted);
    const ClassFigures zero = figures_of(counts, 0);
    BOOST_TEST(zero.precision == 3.0 / 4.0);
    BOOST_TEST(zero.recall == 3.0 / 4.0);
    BOOST_TEST(zero.f1 == 3.0 / 4.0);
    BOOST_TEST(zero.support == 4U);
    const ClassFigures one = figures_of(counts, 1);
    BOOST_TEST(one.precision == 2.0 / 3.0);
    BOOST_TEST(one.recall == 1.0);
    BOOST_TEST(one.f1 == 0.8, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(one.support == 2U);
}

BOOST_AUTO_TEST_CASE(figures_without_a_denominator_are_zero) {
    const Confusion counts = confusion_of(truth, predicted);
    for (const std::size_t digit : {2U, 9U}) { // never recognised; never there
        const ClassFigures figures = figures_of(counts, digit);
        BOOST_TEST(figures.precision == 0.0);
        BOOST_TEST(figures.recall == 0.0);
        BOOST_TEST(figures.f1 == 0.0);
    }
    BOOST_TEST(figures_of(counts, 2).support == 1U);
    BOOST_TEST(figures_of(counts, 9).support == 0U);
}
