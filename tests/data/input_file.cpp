#define BOOST_TEST_MODULE input_file
#include "duet/data/input_file.hpp"
#include "fixture.hpp"

#include <array>

#include <sys/stat.h>

using namespace duet::data;
using fixture::check_error;

BOOST_AUTO_TEST_CASE(reads_any_part_of_a_file) {
    const fixture::Folder folder;
    const InputFile file(fixture::put(folder / "letters", "abcdefgh"));
    BOOST_TEST(file.size() == 8U);
    std::array<std::byte, 3> bytes{};
    file.read(5, bytes);
    BOOST_TEST(std::to_integer<char>(bytes[0]) == 'f');
    BOOST_TEST(std::to_integer<char>(bytes[2]) == 'h');
    check_error([&] { file.read(6, bytes); }, {"letters", "truncated"});
    BOOST_TEST(read_text(folder / "letters") == "abcdefgh");
    check_error([&] { read_text(folder / "letters", 7); }, {"letters", "8 bytes", "at most 7"});
    std::filesystem::resize_file(folder / "letters", 5);
    BOOST_TEST(file.size() == 8U);
    BOOST_TEST(file.size_now() == 5U);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_regular_file) {
    const fixture::Folder folder;
    check_error([&] { InputFile file(folder / "none"); }, {"none", "No such file"});
    check_error([&] { InputFile file(folder.path()); }, {"not a regular file"});
    check_error([] { InputFile file("/dev/zero"); }, {"/dev/zero", "not a regular file"});
    BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    check_error([&] { InputFile file(folder / "pipe"); }, {"pipe", "not a regular file"}); // and does not wait for a writer
}
