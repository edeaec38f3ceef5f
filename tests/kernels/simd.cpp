#define BOOST_TEST_MODULE simd
#include "duet/kernels/simd.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace duet::kernels;

static_assert(whole_vectors<float>(1) == lanes<float> && whole_vectors<float>(lanes<float>) == lanes<float>);
static_assert(whole_vectors<double>(lanes<double> + 1) == 2 * lanes<double>);
static_assert(lanes<float> == 2 * lanes<double>);

BOOST_AUTO_TEST_CASE(unrolled_indices_are_constants_in_order) {
    std::vector<std::size_t> seen;
    unroll<4>([&](auto i) {
        constexpr std::size_t index = i;
        seen.push_back(index);
    });
    BOOST_TEST(seen == (std::vector<std::size_t>{0, 1, 2, 3}), boost::test_tools::per_element());
}

namespace {
template <std::size_t Total, std::size_t Most>
std::vector<std::size_t> tile_lengths() {
    std::vector<std::size_t> lengths;
    std::size_t next = 0;
    for_even_tiles<Total, Most>([&](auto length, std::size_t begin) {
        BOOST_TEST(begin == next);
        next = begin + length;
        lengths.push_back(length);
    });
    BOOST_TEST(next == Total);
    return lengths;
}
} // namespace

BOOST_AUTO_TEST_CASE(tiles_cover_and_are_even) {
    using Lengths = std::vector<std::size_t>;
    BOOST_TEST((tile_lengths<14, 6>() == Lengths{5, 5, 4}));
    BOOST_TEST((tile_lengths<14, 14>() == Lengths{14}));
    BOOST_TEST((tile_lengths<3, 24>() == Lengths{3}));
    BOOST_TEST((tile_lengths<25, 12>() == Lengths{9, 8, 8}));
    BOOST_TEST((tile_lengths<4, 1>() == Lengths{1, 1, 1, 1}));
}
