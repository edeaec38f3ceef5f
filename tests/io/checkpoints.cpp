#define BOOST_TEST_MODULE checkpoints
#include "duet/io/checkpoints.hpp"

#include "duet/data/atomic_file.hpp"

#include "../data/fixture.hpp"

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using duet::io::Checkpoints;
namespace fs = std::filesystem;

namespace {

auto holding(const std::string& text) {
    return [text](const fs::path& folder) { duet::data::write_file_atomically(folder / "a", text); };
}

using Steps = std::vector<std::uint64_t>;

} // namespace

BOOST_AUTO_TEST_CASE(the_newest_are_kept) {
    const fixture::Folder folder;
    Checkpoints checkpoints(folder / "checkpoints", 2);
    BOOST_TEST(!checkpoints.newest());
    for (const std::uint64_t step : {0U, 7U, 20U, 100U}) checkpoints.save(step, holding(std::to_string(step)));
    BOOST_TEST((checkpoints.steps() == Steps{20, 100}));
    BOOST_TEST(checkpoints.newest()->filename() == "step-000000000100");
    BOOST_TEST(fixture::get(*checkpoints.newest() / "a") == "100");
    BOOST_TEST(std::distance(fs::directory_iterator(checkpoints.folder()), fs::directory_iterator()) == 2);
    checkpoints.clear();
    BOOST_TEST(fs::is_empty(checkpoints.folder()));
}

BOOST_AUTO_TEST_CASE(at_least_one_is_kept_and_any_step_has_a_name) {
    const fixture::Folder folder;
    Checkpoints checkpoints(folder.path(), 0);
    const std::uint64_t most = ~std::uint64_t{0};
    checkpoints.save(most - 1, holding("x"));
    checkpoints.save(most, holding("y"));
    BOOST_TEST((checkpoints.steps() == Steps{most}));
}

BOOST_AUTO_TEST_CASE(the_same_step_is_replaced_in_one_go) {
    const fixture::Folder folder;
    Checkpoints checkpoints(folder.path());
    checkpoints.save(3, holding("old"));
    checkpoints.save(3, [&](const fs::path& fresh) {
        BOOST_TEST(fixture::get(*checkpoints.newest() / "a") == "old");
        holding("new")(fresh);
    });
    BOOST_TEST(fixture::get(*checkpoints.newest() / "a") == "new");
    BOOST_TEST(folder.size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_is_not_whole_is_never_seen_and_is_removed_by_the_next) {
    const fixture::Folder folder;
    Checkpoints checkpoints(folder.path());
    checkpoints.save(1, holding("good"));
    const auto stopped = [&](const fs::path& fresh) {
        holding("half")(fresh);
        throw std::runtime_error("stopped");
    };
    BOOST_CHECK_THROW(checkpoints.save(2, stopped), std::runtime_error);
    BOOST_TEST((checkpoints.steps() == Steps{1}));
    BOOST_TEST(folder.size() == 2U); // what a kill would leave
    checkpoints.save(2, holding("good"));
    BOOST_TEST(folder.size() == 2U);
    BOOST_TEST((checkpoints.steps() == Steps{1, 2}));
}

BOOST_AUTO_TEST_CASE(what_a_kill_left_is_tidied_without_another_save) {
    const fixture::Folder folder;
    Checkpoints checkpoints(folder.path(), 2);
    checkpoints.tidy();
    for (const std::uint64_t step : {1U, 2U}) checkpoints.save(step, holding("x"));
    fs::create_directory(folder / "step-000000000003"); // in its place, but the oldest not yet removed
    fs::create_directory(folder / ".removed-step-000000000000");
    fs::create_directory(folder / ".partial-4");
    checkpoints.tidy();
    BOOST_TEST((checkpoints.steps() == Steps{2, 3}));
    BOOST_TEST(folder.size() == 2U);
}

BOOST_AUTO_TEST_CASE(other_names_are_left_alone) {
    const fixture::Folder folder;
    fs::create_directory(folder / "step-12");
    fs::create_directory(folder / "step-000000000012x");
    fs::create_directory(folder / "mine");
    Checkpoints checkpoints(folder.path(), 1);
    BOOST_TEST(!checkpoints.newest());
    checkpoints.save(1, holding("a"));
    checkpoints.save(2, holding("b"));
    checkpoints.clear();
    BOOST_TEST(folder.size() == 3U);
}

BOOST_AUTO_TEST_CASE(errors_name_the_path_and_the_reason) {
    const fixture::Folder folder;
    fixture::put(folder / "file", "");
    Checkpoints nowhere(folder / "no" / "checkpoints");
    fixture::check_error([&] { nowhere.save(1, holding("x")); }, {"no/checkpoints: cannot be written", "No such file"});
    Checkpoints in_file(folder / "file" / "checkpoints");
    fixture::check_error([&] { in_file.save(1, holding("x")); }, {"file/checkpoints: cannot be written", "Not a directory"});
    Checkpoints vanished(folder / "gone");
    fixture::check_error([&] { vanished.save(1, [&](const fs::path&) { fs::remove_all(folder / "gone"); }); }, {"gone", "No such file"});
    BOOST_TEST(!vanished.newest());
    fixture::check_error([&] { vanished.save(2, holding("x")); }, {"gone: cannot be written: No such file"});
    BOOST_TEST(!fs::exists(folder / "gone"));
}
