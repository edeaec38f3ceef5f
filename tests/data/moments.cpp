#define BOOST_TEST_MODULE moments
#include "duet/data/moments.hpp"
#include "fixture.hpp"

#include "duet/core/random.hpp"

#include <array>
#include <cstddef>
#include <vector>

using duet::data::Moments;

namespace {

constexpr std::size_t columns = 3;

Moments of(std::size_t begin, std::size_t end) {
    Moments moments(columns);
    for (std::size_t i = begin; i < end; ++i) {
        duet::Random random(1, i);
        moments.add(std::array{static_cast<float>(random.normal()), static_cast<float>(1e6 + random.uniform()), 7.0F});
    }
    return moments;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_case_worked_by_hand) {
    Moments moments(1);
    for (const float value : {2.0F, 4.0F, 4.0F, 4.0F, 5.0F, 5.0F, 7.0F, 9.0F}) moments.add({&value, 1});
    BOOST_TEST(moments.count == 8);
    BOOST_TEST(moments.mean[0] == 5, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(moments.squares[0] == 32, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(parts_together_are_the_whole) {
    const Moments whole = of(0, 100);
    Moments parts(columns);
    std::size_t begin = 0;
    for (const std::size_t end : {0U, 1U, 60U, 60U, 100U}) {
        parts.merge(of(begin, end));
        begin = end;
    }
    BOOST_TEST(parts.count == whole.count);
    for (std::size_t j = 0; j < columns; ++j) {
        BOOST_TEST(parts.mean[j] == whole.mean[j], boost::test_tools::tolerance(1e-12));
        BOOST_TEST(parts.squares[j] == whole.squares[j], boost::test_tools::tolerance(1e-9));
    }
    BOOST_TEST(parts.squares[2] == 0); // a constant column stays one to the bit
}

BOOST_AUTO_TEST_CASE(other_columns_are_refused) {
    Moments moments(2);
    fixture::check_error([&] { moments.add(std::array{1.0F}); }, {"moments of 2 columns", "take 1"});
    fixture::check_error([&] { moments.merge(Moments(3)); }, {"moments of 2 columns", "take 3"});
}
