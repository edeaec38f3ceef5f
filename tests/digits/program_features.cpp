// The program's `features`: what it writes, and what it refuses without writing anything.
#define BOOST_TEST_MODULE program_features
#include "program.hpp"

#include "digits/recordings.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "sounds.hpp"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

BOOST_AUTO_TEST_CASE(folders_and_files_become_rows_in_their_order) {
    const Scratch scratch("duet-program-features");
    const fs::path folder = sounds::write_recordings(scratch.folder / "spoken, here", 1);
    const fs::path single = scratch.folder / "single.wav";
    duet::data::write_wav(single, sounds::tone(3, 1, 9, 22'050));
    const fs::path out = scratch.folder / "x.npy";
    const Outcome outcome = run_digits({"features", single.string(), folder.string(), "--out", out.string()});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    BOOST_TEST(outcome.err == "");
    BOOST_TEST(outcome.out == "wrote " + out.string() + " and " + (scratch.folder / "x.csv").string() + ": 31 recordings\n");

    const std::vector<fs::path> files = digits::find_recordings({single.string(), folder.string()});
    const std::vector<std::string> wavs = duet::data::read_column(scratch.folder / "x.csv", "wav");
    BOOST_TEST(std::equal(wavs.begin(), wavs.end(), files.begin(), files.end(), [](const auto& a, const fs::path& b) { return a == b.string(); }));
    BOOST_TEST(duet::data::read_column(scratch.folder / "x.csv", "row_id").back() == "30");
    BOOST_TEST((duet::data::read_npy(out, 507).values == digits::features_of(files, false, 1).values));

    const std::string before = read(out);
    BOOST_TEST(run_digits({"features", single.string(), folder.string(), "--out", out.string(), "--threads", "1"}).code == 0);
    BOOST_TEST((read(out) == before));
    BOOST_TEST(run_digits({"features", folder.string(), "--trim", "--out", out.string()}).code == 0);
    BOOST_TEST((duet::data::read_npy(out, 507).values == digits::features_of(digits::find_recordings({folder.string()}), true, 1).values));
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_line_and_nothing_written) {
    const Scratch scratch("duet-program-features");
    const std::string folder = sounds::write_recordings(scratch.folder / "spoken", 1).string();
    const std::string good = folder + "/3_bob_0.wav";
    const std::string out = (scratch.folder / "x.npy").string();
    write(scratch.folder / "bad.wav", "no sound");
    fs::create_directories(scratch.folder / "empty");
    fs::create_directories(scratch.folder / "taken.csv");
    write(out, "from before");
    write(scratch.folder / "x.csv", "from before");
    const auto before = snapshot(scratch.folder);
    const auto refused = [&](const std::vector<std::string>& arguments, std::initializer_list<std::string> parts) {
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(outcome.err.starts_with("digits: "));
        BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1, outcome.err);
        for (const std::string& part : parts) BOOST_TEST(outcome.err.find(part) != std::string::npos, "'" << part << "' is not in " << outcome.err);
        BOOST_TEST((snapshot(scratch.folder) == before), "a file was made or changed");
    };
    refused({"features", "--out", out}, {"wav is required", "digits features --help"});
    refused({"features", "", "--out", out}, {"is empty; expected WAV|DIR"});
    refused({"features", folder, "--out", ""}, {"--out: is empty"});
    refused({"features", folder, "--out", out, "--threads", "0"}, {"--threads", "1 to 256"});
    refused({"features", folder + "/none.wav", "--out", out}, {"none.wav: no such file or folder"});
    refused({"features", (scratch.folder / "empty").string(), "--out", out}, {"empty: holds no recordings"});
    refused({"features", good, (scratch.folder / "bad.wav").string(), "--out", out}, {"bad.wav: is not a sound file"});
    refused({"features", good, "--out", (scratch.folder / "x.csv").string()}, {"x.csv: is no name of features; expected one that ends in .npy"});
    refused({"features", good, "--out", (scratch.folder / "taken.npy").string()}, {"taken.csv: is a folder"});
    refused({"features", good, "--out", (scratch.folder / "none" / "x.npy").string()}, {"x.npy: cannot be written"});
    refused({"features", good, "--normalise"}, {"'--normalise' is not an option of digits features"});
}
