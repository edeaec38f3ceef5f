#define BOOST_TEST_MODULE buffer
#include "duet/core/buffer.hpp"

#include <cstdint>

#include <boost/test/unit_test.hpp>

using duet::Buffer;

static_assert(duet::round_up_to_block(0) == 0 && duet::round_up_to_block(1) == 16 && duet::round_up_to_block(16) == 16);

BOOST_AUTO_TEST_CASE(starts_zeroed_and_aligned) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{17}, std::size_t{1000}}) {
        const Buffer<float> buffer(size);
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(buffer.data()) % duet::alignment == 0);
        for (const float value : buffer.span()) BOOST_TEST(value == 0);
    }
}

BOOST_AUTO_TEST_CASE(copies_are_deep_and_moves_take_the_memory) {
    Buffer<double> first(3);
    first[1] = 7;
    Buffer<double> copy = first;
    copy[1] = 8;
    BOOST_TEST(first[1] == 7);
    const double* memory = copy.data();
    first = std::move(copy);
    BOOST_TEST(first.data() == memory);
    first.zero();
    BOOST_TEST(first[1] == 0);
    BOOST_TEST(Buffer<float>().size() == 0);
}
