#define BOOST_TEST_MODULE random
#include "duet/core/random.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

// The known answers that come with the paper's library (Random123, kat_vectors: philox4x32 10).
static_assert(philox({0, 0, 0, 0}, {0, 0}) == std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
              std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

BOOST_AUTO_TEST_CASE(a_stream_is_indexed) {
    const RandomStream stream{42, 7};
    Random random(stream);
    for (std::size_t quad = 0; quad < 3; ++quad)
        for (const std::uint32_t word : stream.quad(quad)) BOOST_TEST(random() == word);
    BOOST_TEST((stream.child(1).quad(0) != stream.child(2).quad(0)));
    BOOST_TEST((RandomStream{43, 7}.quad(0) != stream.quad(0)));
}

BOOST_AUTO_TEST_CASE(moments) {
    Random random(1);
    double mean = 0, square = 0, uniform = 0;
    constexpr int n = 100000;
    for (int i = 0; i < n; ++i) {
        const double x = random.normal();
        mean += x / n;
        square += x * x / n;
        const double u = random.uniform();
        BOOST_REQUIRE(u >= 0 && u < 1);
        uniform += u / n;
    }
    BOOST_TEST(std::abs(mean) < 0.02);
    BOOST_TEST(std::abs(square - 1) < 0.02);
    BOOST_TEST(std::abs(uniform - 0.5) < 0.005);
}

BOOST_AUTO_TEST_CASE(shuffle_permutes_and_reaches_every_order) {
    std::vector<int> seen(6);
    Random random(3);
    for (int i = 0; i < 6000; ++i) {
        std::vector<int> items{0, 1, 2};
        random.shuffle(std::span(items));
        const int order = items[0] * 2 + (items[1] > items[2]);
        ++seen[static_cast<std::size_t>(order)];
    }
    for (const int count : seen) BOOST_TEST(std::abs(count - 1000) < 150);
}
