#define BOOST_TEST_MODULE atomic_file
#include "duet/data/atomic_file.hpp"
#include "fixture.hpp"

#include <csignal>

#include <sys/resource.h>

using namespace duet::data;
using fixture::check_error;

BOOST_AUTO_TEST_CASE(writes_and_replaces) {
    const fixture::Folder folder;
    write_file_atomically(folder / "a", "first");
    BOOST_TEST(fixture::get(folder / "a") == "first");
    write_file_atomically(folder / "a", "2nd");
    BOOST_TEST(fixture::get(folder / "a") == "2nd");
    write_file_atomically(folder / std::string(255, 'n'), ""); // the longest name there can be
    BOOST_TEST(folder.size() == 2U);
}

BOOST_AUTO_TEST_CASE(nothing_is_seen_before_commit_and_nothing_remains_without_it) {
    const fixture::Folder folder;
    fixture::put(folder / "a", "old");
    {
        AtomicFile file(folder / "a");
        file.write("new");
        BOOST_TEST(fixture::get(folder / "a") == "old");
    }
    BOOST_TEST(fixture::get(folder / "a") == "old");
    BOOST_TEST(folder.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_failing_write_leaves_the_old_file) {
    const fixture::Folder folder;
    fixture::put(folder / "a", "old");
    // A limit on file size stands for a full disk.
    rlimit before{};
    BOOST_REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    rlimit small = before;
    small.rlim_cur = 4096;
    std::signal(SIGXFSZ, SIG_IGN);
    BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    check_error([&] { write_file_atomically(folder / "a", std::string(10'000, 'x')); }, {"/a: cannot be written", "File too large"});
    BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    BOOST_TEST(fixture::get(folder / "a") == "old");
    BOOST_TEST(folder.size() == 1U);
}

BOOST_AUTO_TEST_CASE(errors_name_the_path_and_the_reason) {
    const fixture::Folder folder;
    check_error([&] { write_file_atomically(folder / "no/such/a", ""); }, {"no/such/a", "No such file"});
    check_error([&] { write_file_atomically(folder.path(), ""); }, {folder.path().string(), "Is a directory"});
    fixture::put(folder / "file", "");
    check_error([&] { write_file_atomically(folder / "file/a", ""); }, {"file/a", "Not a directory"});
    BOOST_TEST(folder.size() == 1U);
}

BOOST_AUTO_TEST_CASE(links_are_followed_and_devices_written_to) {
    const fixture::Folder folder;
    fixture::put(folder / "target", "old");
    std::filesystem::create_symlink("target", folder / "link");
    write_file_atomically(folder / "link", "new");
    BOOST_TEST(std::filesystem::is_symlink(folder / "link"));
    BOOST_TEST(fixture::get(folder / "target") == "new");
    write_file_atomically("/dev/null", "gone");
    BOOST_TEST(std::filesystem::is_character_file("/dev/null"));
}
