// A folder that appears whole or not at all.
#define BOOST_TEST_MODULE new_folder
#include "digits/new_folder.hpp"

#include "duet/core/error.hpp"
#include "scratch.hpp"

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace digits;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_CASE(a_folder_appears_with_its_files_when_it_is_committed) {
    const Scratch scratch("duet-new-folder");
    for (const std::string name : {"new", "new folder/below/", "empty"}) {
        if (name == "empty") fs::create_directories(scratch.folder / name);
        NewFolder folder(scratch.folder / name);
        write(folder.path() / "file", "here");
        BOOST_TEST(!fs::exists(scratch.folder / name / "file"));
        const fs::path temporary = folder.path();
        folder.commit();
        BOOST_TEST(read(scratch.folder / name / "file") == "here");
        BOOST_TEST(!fs::exists(temporary));
    }
}

BOOST_AUTO_TEST_CASE(dropped_it_leaves_nothing) {
    const Scratch scratch("duet-new-folder");
    {
        const NewFolder folder(scratch.folder / "a" / "b");
        write(folder.path() / "file", "here");
    }
    BOOST_TEST(fs::is_empty(scratch.folder));
}

BOOST_AUTO_TEST_CASE(a_link_to_an_empty_folder_is_followed) {
    const Scratch scratch("duet-new-folder");
    fs::create_directories(scratch.folder / "real");
    fs::create_directory_symlink(scratch.folder / "real", scratch.folder / "link");
    NewFolder folder(scratch.folder / "link");
    write(folder.path() / "file", "here");
    folder.commit();
    BOOST_TEST(read(scratch.folder / "real" / "file") == "here");
    BOOST_TEST(fs::is_symlink(scratch.folder / "link"));
}

BOOST_AUTO_TEST_CASE(what_stands_there_is_left_as_it_is) {
    const Scratch scratch("duet-new-folder");
    write(scratch.folder / "file", "before");
    const auto refused = [&](const fs::path& target, const std::string& part) {
        BOOST_CHECK_EXCEPTION(NewFolder{target}, duet::Error, [&](const duet::Error& error) {
            const std::string message = error.what();
            return message.starts_with(target.string() + ": ") && message.find(part) != std::string::npos;
        });
    };
    refused(scratch.folder, "is not empty; expected a new or an empty folder");
    refused(scratch.folder / "file", "is a file");
    refused(scratch.folder / "file" / "below", "cannot be made");
    refused("/proc/below", "cannot be made");
    BOOST_TEST(read(scratch.folder / "file") == "before");
    BOOST_TEST(std::distance(fs::directory_iterator(scratch.folder), fs::directory_iterator()) == 1);
}
