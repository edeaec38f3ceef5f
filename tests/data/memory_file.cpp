#define BOOST_TEST_MODULE memory_file
#include "duet/data/memory_file.hpp"
#include "fixture.hpp"

#include <array>
#include <limits>

using namespace duet::data;

BOOST_AUTO_TEST_CASE(reads_any_part_and_no_more) {
    const MemoryFile file("a.npz: x.npy", {std::byte{1}, std::byte{2}, std::byte{3}});
    BOOST_TEST(file.size() == 3U);
    std::array<std::byte, 2> bytes{};
    file.read(1, bytes);
    BOOST_TEST((bytes == std::array{std::byte{2}, std::byte{3}}));
    file.read(3, {});
    for (const std::uint64_t beyond : {std::uint64_t{2}, std::uint64_t{4}, std::numeric_limits<std::uint64_t>::max()}) {
        fixture::check_error([&] { file.read(beyond, bytes); }, {"a.npz: x.npy", "ends after 3 bytes"});
    }
}
