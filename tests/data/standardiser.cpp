#define BOOST_TEST_MODULE standardiser
#include "duet/data/standardiser.hpp"
#include "fixture.hpp"

#include <limits>
#include <numeric>

using namespace duet::data;
using fixture::check_error;

BOOST_AUTO_TEST_CASE(a_case_worked_by_hand) {
    // Column 0: 2 4 4 4 5 5 7 9 has mean 5 and population deviation 2. Column 1 is constant.
    Matrix matrix{8, 2, {2, 3, 4, 3, 4, 3, 4, 3, 5, 3, 5, 3, 7, 3, 9, 3}};
    std::vector<std::size_t> rows(8);
    std::iota(rows.begin(), rows.end(), 0U);
    const Standardiser standardiser = Standardiser::fit(matrix, rows);
    BOOST_TEST(standardiser.mean == (std::vector{5.0F, 3.0F}), boost::test_tools::per_element());
    BOOST_TEST(standardiser.deviation == (std::vector{2.0F, 0.0F}), boost::test_tools::per_element());
    standardiser.transform(matrix);
    BOOST_TEST(matrix.values == (std::vector<float>{-1.5F, 0, -0.5F, 0, -0.5F, 0, -0.5F, 0, 0, 0, 0, 0, 1, 0, 2, 0}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_the_given_rows_count) {
    const Matrix matrix{4, 1, {1, 100, 3, -50}};
    const Standardiser standardiser = Standardiser::fit(matrix, std::vector<std::size_t>{0, 2});
    BOOST_TEST(standardiser.mean[0] == 2.0F);
    BOOST_TEST(standardiser.deviation[0] == 1.0F);
}

BOOST_AUTO_TEST_CASE(a_column_constant_in_training_cannot_explode) {
    const Matrix matrix{3, 2, {0.1F, 1e8F, 0.1F, 1e8F, 0.1F, 1e8F}};
    Standardiser standardiser = Standardiser::fit(matrix, std::vector<std::size_t>{0, 1, 2});
    std::vector<float> row = {0.1F, 1e8F};
    standardiser.transform(row);
    BOOST_TEST(row == (std::vector{0.0F, 0.0F}), boost::test_tools::per_element());
    row = {255, -1e8F};
    standardiser.transform(row);
    BOOST_TEST(row == (std::vector{10.0F, -10.0F}), boost::test_tools::per_element());
    standardiser.clip = std::numeric_limits<float>::infinity();
    row = {255, 1e8F};
    standardiser.transform(row);
    BOOST_TEST(row[0] > 1e12F);
}

BOOST_AUTO_TEST_CASE(a_small_deviation_far_from_zero_is_kept) {
    Matrix matrix{1000, 1, std::vector<float>(1000)};
    std::vector<std::size_t> rows(1000);
    std::iota(rows.begin(), rows.end(), 0U);
    for (std::size_t i = 0; i < 1000; ++i) matrix.values[i] = i % 2 == 0 ? 1e7F - 1 : 1e7F + 1;
    const Standardiser standardiser = Standardiser::fit(matrix, rows);
    BOOST_TEST(standardiser.mean[0] == 1e7F);
    BOOST_TEST(standardiser.deviation[0] == 1.0F);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
    const Matrix matrix{1, 2, {1, 2}};
    check_error([&] { Standardiser::fit(matrix, {}); }, {"at least one training row"});
    const Standardiser standardiser = Standardiser::fit(matrix, std::vector<std::size_t>{0});
    std::vector<float> row(3);
    check_error([&] { standardiser.transform(row); }, {"3 columns", "expected 2"});
}

BOOST_AUTO_TEST_CASE(what_is_clipped_is_counted) {
    const Matrix training{2, 3, {-1, 0, 5, 1, 0, 7}}; // deviations 1, 0, 1
    const Standardiser standardiser = Standardiser::fit(training, std::vector<std::size_t>{0, 1});
    Matrix far{3, 3, {10, 0, -4, 10.5F, 1e30F, -1e30F, -1e30F, -1e-30F, 6}};
    BOOST_TEST(standardiser.transform(far) == 4U); // the first row's values are at the limit, 10 deviations; 1e-30 is less than 1e-10
    BOOST_TEST(far.values == (std::vector<float>{10, 0, -10, 10, 10, -10, -10, -1e-20F, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(restore_undoes_transform) {
    const Matrix matrix{3, 2, {1, 50, 2, 50, 6, 50}};
    const Standardiser standardiser = Standardiser::fit(matrix, std::vector<std::size_t>{0, 1, 2});
    std::vector<float> row = {6, 50};
    standardiser.transform(row);
    BOOST_TEST(row[0] != 6);
    standardiser.restore(row);
    BOOST_TEST(row[0] == 6.0F, boost::test_tools::tolerance(1e-6F));
    BOOST_TEST(row[1] == 50.0F, boost::test_tools::tolerance(1e-6F));
    std::vector<float> longer(3);
    check_error([&] { standardiser.restore(longer); }, {"3 columns", "expected 2"});
}
