// The cache of spoken digits: what was packed comes back; anything else is as good as no cache.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE speech_cache
#include <boost/test/unit_test.hpp>

#include "digits/builtin/speech_cache.hpp"

namespace {

const std::vector<digits::Utterance> utterances{{1, -2, 3}, {-32768}, {7, 32767}};
constexpr std::uint64_t version = 42;

} // namespace

BOOST_AUTO_TEST_CASE(what_was_packed_comes_back) {
    const auto back = digits::detail::unpacked(digits::detail::packed(utterances, version), 3, version);
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST((*back == utterances));
}

BOOST_AUTO_TEST_CASE(another_version_or_count_is_refused) {
    const std::string bytes = digits::detail::packed(utterances, version);
    BOOST_TEST(!digits::detail::unpacked(bytes, 3, version + 1));
    BOOST_TEST(!digits::detail::unpacked(bytes, 2, version));
    BOOST_TEST(!digits::detail::unpacked(bytes, 4, version));
    BOOST_TEST(!digits::detail::unpacked(bytes, 1'000'000, version));
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_byte_is_refused) {
    const std::string bytes = digits::detail::packed(utterances, version);
    for (std::size_t length = 0; length < bytes.size(); ++length) BOOST_TEST(!digits::detail::unpacked(bytes.substr(0, length), 3, version));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        BOOST_TEST(!digits::detail::unpacked(damaged, 3, version));
    }
    BOOST_TEST(!digits::detail::unpacked(bytes + "x", 3, version));
}

BOOST_AUTO_TEST_CASE(lengths_that_reach_past_the_end_are_refused_even_under_a_right_fingerprint) {
    std::string bytes = digits::detail::packed(utterances, version);
    bytes.resize(bytes.size() - 8);
    bytes[8 + 4 * 2] = 100; // the last utterance claims 100 samples
    const std::uint64_t check = digits::detail::fingerprint(bytes);
    bytes.append(reinterpret_cast<const char*>(&check), 8);
    BOOST_TEST(!digits::detail::unpacked(bytes, 3, version));
}
