#define BOOST_TEST_MODULE split
#include "duet/data/split.hpp"
#include "fixture.hpp"

#include <cmath>
#include <set>

using namespace duet::data;
using fixture::check_error;

namespace {

/// Every row of 0 .. n-1 is on exactly one side, and both sides ascend.
void check_partition(const Split& split, std::size_t n) {
    BOOST_TEST(std::is_sorted(split.train.begin(), split.train.end()));
    BOOST_TEST(std::is_sorted(split.validation.begin(), split.validation.end()));
    std::set<std::size_t> all(split.train.begin(), split.train.end());
    all.insert(split.validation.begin(), split.validation.end());
    BOOST_TEST(split.train.size() + split.validation.size() == n);
    BOOST_TEST(all.size() == n);
    BOOST_TEST(*all.rbegin() == n - 1);
    BOOST_TEST(!split.train.empty());
    BOOST_TEST(!split.validation.empty());
}

} // namespace

BOOST_AUTO_TEST_CASE(by_row_the_sizes_are_exact) {
    const Split split = split_by_row(60'000, 0.2, 1);
    check_partition(split, 60'000);
    BOOST_TEST(split.validation.size() == 12'000U);
    // Spread over the whole: the mean index of 12,000 uniform ones lies within 5 standard errors (158 each) of the middle.
    double sum = 0.0;
    for (const std::size_t row : split.validation) sum += static_cast<double>(row);
    BOOST_TEST(std::abs(sum / 12'000 - 30'000) < 5 * 158);
    check_partition(split_by_row(2, 0.01, 1), 2);
    check_partition(split_by_row(2, 0.99, 1), 2);
}

BOOST_AUTO_TEST_CASE(the_seed_decides) {
    BOOST_TEST((split_by_row(1000, 0.2, 7).validation == split_by_row(1000, 0.2, 7).validation));
    BOOST_TEST((split_by_row(1000, 0.2, 7).validation != split_by_row(1000, 0.2, 8).validation));
}

BOOST_AUTO_TEST_CASE(by_group_no_group_is_on_both_sides) {
    std::vector<std::string> groups;
    for (std::size_t i = 0; i < 5000; ++i) groups.push_back("recording " + std::to_string(i * i % 997)); // of unequal sizes, scattered
    const Split split = split_by_group(groups, 0.2, 3);
    check_partition(split, groups.size());
    std::set<std::string> train;
    for (const std::size_t row : split.train) train.insert(groups[row]);
    for (const std::size_t row : split.validation) {
        if (train.contains(groups[row])) BOOST_ERROR(groups[row] << " is on both sides");
    }
    BOOST_TEST(split.validation.size() > 980U);
    BOOST_TEST(split.validation.size() < 1020U);
    BOOST_TEST((split.validation == split_by_group(groups, 0.2, 3).validation));
    BOOST_TEST((split.validation != split_by_group(groups, 0.2, 4).validation));
}

BOOST_AUTO_TEST_CASE(few_or_lopsided_groups_leave_rows_on_both_sides) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const std::vector<std::string> lopsided = {"a", "a", "a", "a", "a", "a", "a", "a", "a", "b"};
        for (const double fraction : {0.05, 0.5, 0.95}) check_partition(split_by_group(lopsided, fraction, seed), 10);
        // A group that would overshoot further than the rest falls short is left out: 9 of 10 rows never, 8 only where nothing was taken before.
        const std::vector<std::string> one_large = {"a", "a", "a", "a", "a", "a", "a", "a", "b", "c"};
        BOOST_TEST(split_by_group(one_large, 0.2, seed).validation.size() != 9U);
        const std::vector<std::string> speakers = {"1", "2", "3", "4", "5", "6"};
        BOOST_TEST(split_by_group(speakers, 0.2, seed).validation.size() == 1U);
        BOOST_TEST(split_by_group(speakers, 0.5, seed).validation.size() == 3U);
    }
}

BOOST_AUTO_TEST_CASE(impossible_splits_are_refused) {
    for (const double fraction : {0.0, 1.0, -0.2, 20.0, static_cast<double>(NAN)}) {
        check_error([&] { split_by_row(100, fraction, 1); }, {"validation fraction", "expected more than 0 and less than 1"});
    }
    check_error([] { split_by_row(1, 0.5, 1); }, {"at least 2 rows"});
    check_error([] { split_by_row(0, 0.5, 1); }, {"at least 2 rows"});
    const std::vector<std::string> one = {"a", "a", "a"};
    check_error([&] { split_by_group(one, 0.5, 1); }, {"at least 2 groups", "'a'"});
}
