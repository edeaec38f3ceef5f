// The program's `voices`: recordings that the other commands take, and what it refuses without writing anything.
#define BOOST_TEST_MODULE program_voices
#include "program.hpp"

#include "digits/builtin/process.hpp"
#include "digits/builtin/voices.hpp"
#include "digits/recordings.hpp"
#include "duet/core/error.hpp"
#include "duet/data/wav.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

namespace {

bool espeak_is_here() {
    try {
        digits::run_program({"espeak-ng", "--version"}, std::chrono::seconds(20), "");
        return true;
    } catch (const duet::Error&) {
        BOOST_TEST_MESSAGE("skipped: espeak-ng is not installed");
        return false;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(each_voice_speaks_the_ten_digits) {
    if (!espeak_is_here()) return;
    const Scratch scratch("duet-program-voices");
    const fs::path out = scratch.folder / "spoken";
    const Outcome outcome = run_digits({"voices", "--out", out.string(), "--voices", "3", "--seed", "5"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    BOOST_TEST(outcome.out == "wrote " + out.string() + ": 30 recordings of 3 voices\n");

    std::map<std::string, std::set<int>> spoken;
    std::set<std::vector<float>> heard;
    const std::vector<fs::path> files = digits::find_recordings({out.string()});
    BOOST_TEST(files.size() == 30U);
    for (const fs::path& file : files) {
        const digits::RecordingName name = digits::recording_name(file);
        spoken[name.speaker].insert(name.digit);
        const duet::data::Recording recording = duet::data::read_wav(file);
        BOOST_TEST(recording.sample_rate == 8000);
        BOOST_TEST((recording.samples.size() > 800 && recording.samples.size() <= 16'000), file);
        heard.insert(recording.samples);
    }
    BOOST_TEST(heard.size() == 30U);
    for (const digits::Voice& voice : digits::random_voices(3, 5)) BOOST_TEST(spoken[voice.name()].size() == 10U, voice.name());
    BOOST_TEST(std::distance(fs::directory_iterator(out), fs::directory_iterator()) == 30); // nothing is left of what espeak-ng wrote
}

BOOST_AUTO_TEST_CASE(threads_change_nothing) {
    if (!espeak_is_here()) return;
    const Scratch scratch("duet-program-voices");
    for (const std::string threads : {"1", "3"}) {
        const Outcome outcome = run_digits({"voices", "--out", (scratch.folder / threads).string(), "--voices", "2", "--threads", threads});
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    }
    for (const auto& entry : fs::directory_iterator(scratch.folder / "1")) {
        BOOST_TEST((read(entry.path()) == read(scratch.folder / "3" / entry.path().filename())), entry.path());
    }
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_line_and_nothing_written) {
    const Scratch scratch("duet-program-voices");
    fs::create_directories(scratch.folder / "full");
    write(scratch.folder / "full" / "file", "before");
    const std::string out = (scratch.folder / "out").string();
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& part) {
        const auto before = snapshot(scratch.folder);
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(outcome.err.starts_with("digits: "));
        BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1, outcome.err);
        BOOST_TEST(outcome.err.find(part) != std::string::npos, "'" << part << "' is not in " << outcome.err);
        BOOST_TEST((snapshot(scratch.folder) == before), "a file was made or changed");
    };
    refused({"voices"}, "--out is required");
    refused({"voices", "--out", out, "--voices", "0"}, "--voices: '0'; expected a whole number from 1 to 1000");
    refused({"voices", "--out", out, "--voices", "1001"}, "1 to 1000");
    refused({"voices", "--out", (scratch.folder / "full").string()}, "full: is not empty");
    refused({"voices", "--out", (scratch.folder / "full" / "file").string()}, "file: is a file");
    const std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
    setenv("PATH", (scratch.folder / "full").c_str(), 1); // where no program is
    refused({"voices", "--out", out, "--voices", "1"}, "espeak-ng: program not found; it speaks the digits: sudo apt-get install espeak-ng");
    setenv("PATH", path.c_str(), 1);
}
