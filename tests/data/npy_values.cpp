#define BOOST_TEST_MODULE npy_values
#include "duet/data/npy_values.hpp"
#include "fixture.hpp"

#include <array>
#include <limits>
#include <vector>

using namespace duet::data;

BOOST_AUTO_TEST_CASE(every_half_has_its_value) {
    BOOST_TEST(half_to_float(0x3555) == 0.333251953125F);
    BOOST_TEST(std::signbit(half_to_float(0x8000)));
    BOOST_TEST(!is_finite(half_to_float(0x7C00)));
    BOOST_TEST(!is_finite(half_to_float(0xFC01)));
    // The positive finite ones ascend, by steps of one unit in the last place.
    for (std::uint16_t code = 0; code < 0x7BFF; ++code) {
        const float step = half_to_float(static_cast<std::uint16_t>(code + 1)) - half_to_float(code);
        const int exponent = std::max(code >> 10, 1);
        if (step != std::ldexp(1.0F, exponent - 25)) BOOST_ERROR("a wrong step after half " << code);
    }
}

BOOST_AUTO_TEST_CASE(the_decoder_follows_the_header) {
    std::array<float, 2> values{};
    NpyHeader header;
    header.kind = 'u';
    header.item_size = 4;
    for (const bool big : {false, true}) {
        header.byte_order = big ? '>' : '<';
        const std::string bytes = fixture::bytes_of(std::uint32_t{70'000}, big) + fixture::bytes_of(std::uint32_t{3'000'000'000}, big);
        decoder(header)(reinterpret_cast<const std::byte*>(bytes.data()), values);
        BOOST_TEST(values[0] == 70'000.0F);
        BOOST_TEST(values[1] == 3e9F);
    }
}

BOOST_AUTO_TEST_CASE(the_first_value_that_is_not_finite_is_found) {
    std::vector<float> values(100, std::numeric_limits<float>::max());
    BOOST_TEST(first_not_finite(values) == 100U);
    values[99] = NAN;
    BOOST_TEST(first_not_finite(values) == 99U);
    values[41] = -INFINITY;
    BOOST_TEST(first_not_finite(values) == 41U);
    BOOST_TEST(first_not_finite({}) == 0U);
}
