#define BOOST_TEST_MODULE random_mask
#include "duet/kernels/random_mask.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
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

BOOST_AUTO_TEST_CASE(quads_are_those_of_the_stream) {
    const duet::RandomStream random{0x123456789ABCDEF0, 0xFEDCBA9876543210};
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{0xFFFFFFF8}, std::uint64_t{1} << 40}) {
        const auto quads = duet::kernels::random_quads(random, first);
        for (std::size_t q = 0; q < duet::kernels::quads_of_block; ++q) {
            for (std::size_t w = 0; w < 4; ++w) BOOST_TEST(quads.words[32 * (w / 2) + 2 * q + w % 2] == random.quad(first + q)[w]);
        }
    }
}

// Each element has 16 bits of its own: 8 elements to a quad, no two of them the same bits.
BOOST_AUTO_TEST_CASE_TEMPLATE(factors_come_from_the_quads, T, decltype(std::tuple<float, double>{})) {
    const duet::RandomStream random{7, 9};
    for (const double probability : {0.0, 0.25, 0.5, 0.9, 0.99999}) {
        const duet::kernels::DropoutFactor<T> factor(probability);
        alignas(duet::alignment) std::array<T, duet::kernels::mask_block> factors;
        factor.write(random, 3, factors.data());
        const auto threshold = std::min(static_cast<std::uint32_t>(std::lround(probability * 65536)), 65535U);
        for (std::size_t e = 0; e < factors.size(); ++e) {
            const std::size_t at = e % 64;
            const std::uint32_t word = random.quad(3 * 16 + at % 32 / 2)[2 * (at / 32) + at % 2];
            const std::uint32_t bits = e < 64 ? word & 0xFFFF : word >> 16;
            BOOST_TEST(factors[e] == (bits < threshold ? T{} : static_cast<T>(65536.0 / (65536 - threshold))));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_expectation_is_kept) {
    constexpr std::size_t count = 100000;
    std::vector<double> x(count, 2.0), y(count);
    apply_random_mask({1, 1}, 13, count, 0.2, x.data(), y.data());
    const auto dropped = static_cast<double>(std::count(y.begin(), y.end(), 0.0)) / count;
    BOOST_CHECK_SMALL(dropped - 0.2, 0.005);
    BOOST_TEST(std::count(y.begin(), y.end(), 2.0 * 65536 / (65536 - 13107)) + std::count(y.begin(), y.end(), 0.0) ==
               static_cast<std::ptrdiff_t>(count));
    apply_random_mask({1, 1}, 13, count, 0.0, x.data(), y.data());
    BOOST_TEST(x == y);
}
