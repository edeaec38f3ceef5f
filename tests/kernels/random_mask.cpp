#define BOOST_TEST_MODULE random_mask
#include "duet/kernels/random_mask.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using duet::kernels::apply_random_mask;

BOOST_AUTO_TEST_CASE(an_element_is_dropped_by_its_index_alone) {
    const duet::RandomStream random{3, 5};
    std::vector<float> ones(101, 1.0F), whole(101), parts(101);
    apply_random_mask(random, 0, 101, 0.3, ones.data(), whole.data());
    for (const auto& [begin, end] : {std::pair{0U, 1U}, {1U, 7U}, {7U, 64U}, {64U, 101U}}) {
        apply_random_mask(random, begin, end - begin, 0.3, ones.data() + begin, parts.data() + begin);
    }
    BOOST_TEST(whole == parts);
    apply_random_mask(random, 0, 101, 0.3, ones.data(), ones.data());
    BOOST_TEST(whole == ones);
}

BOOST_AUTO_TEST_CASE(the_expectation_is_kept) {
    constexpr std::size_t count = 100000;
    std::vector<double> x(count, 2.0), y(count);
    apply_random_mask({1, 1}, 13, count, 0.2, x.data(), y.data());
    const auto dropped = static_cast<double>(std::count(y.begin(), y.end(), 0.0)) / count;
    BOOST_CHECK_SMALL(dropped - 0.2, 0.005);
    BOOST_TEST(std::count(y.begin(), y.end(), 2.0 / 0.8) + std::count(y.begin(), y.end(), 0.0) == static_cast<std::ptrdiff_t>(count));
    apply_random_mask({1, 1}, 13, count, 0.0, x.data(), y.data());
    BOOST_TEST(x == y);
}
