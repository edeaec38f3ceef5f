// The program's `pair`: the data folder it makes, and what it refuses without writing anything.
#define BOOST_TEST_MODULE program_pair
#include "program.hpp"

#include "digits/digit_data.hpp"
#include "digits/recordings.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "sounds.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <zlib.h>

namespace fs = std::filesystem;

namespace {

struct Ground {
    Scratch scratch{"duet-program-pair"};
    fs::path folder = scratch.folder;
    fs::path images = sounds::write_images(folder / "images", "train", 300);
    fs::path recordings = sounds::write_recordings(folder / "recordings");
};
const Ground& ground() {
    static const Ground once;
    return once;
}

std::vector<std::string> pair(const fs::path& out, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"pair",  "--images",  ground().images.string(), "--recordings", ground().recordings.string(),
                                       "--out", out.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

void done(const std::vector<std::string>& arguments) {
    const Outcome outcome = run_digits(arguments);
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    BOOST_TEST(outcome.err == "");
}

/// One part of a data folder as its tables name it.
struct Part {
    std::vector<std::string> images;
    std::vector<std::string> wavs;
    std::vector<std::string> speakers;
};

/// Reads it, and proves that every row is what its tables say.
Part checked(const fs::path& folder, const std::string& part, std::size_t rows, const fs::path& recordings = ground().recordings) {
    using namespace duet::data;
    const fs::path table = folder / ("pairs_" + part + ".csv");
    Part read{read_column(table, "image"), read_column(table, "wav"), read_column(table, "speaker")};
    const Matrix images = read_npy(folder / ("x_" + part + "_wr.npy"), 784);
    const Matrix audio = read_npy(folder / ("x_" + part + "_sp.npy"), 507);
    const std::vector<int> labels = read_labels(folder / ("y_" + part + ".csv"));
    const std::string header = ::read(folder / ("x_" + part + "_wr.npy")).substr(0, 100);
    BOOST_TEST(header.find("'|u1'") != header.npos);
    BOOST_REQUIRE(read.wavs.size() == rows);
    BOOST_REQUIRE(images.rows == rows);
    BOOST_REQUIRE(audio.rows == rows);
    BOOST_REQUIRE(labels.size() == rows);
    std::vector<fs::path> files;
    for (const std::string& wav : read.wavs) files.push_back(recordings / wav);
    BOOST_TEST((digits::features_of(files, false, 1).values == audio.values));
    for (std::size_t i = 0; i < rows; ++i) {
        const int image = static_cast<int>(images.row(i)[0]) + 256 * static_cast<int>(images.row(i)[1]);
        BOOST_REQUIRE(read.images[i] == std::to_string(image));
        BOOST_REQUIRE(labels[i] == image % 10);
        BOOST_REQUIRE(digits::recording_name(read.wavs[i]).digit == labels[i]);
        BOOST_REQUIRE(digits::recording_name(read.wavs[i]).speaker == read.speakers[i]);
    }
    return read;
}

std::set<std::string> set_of(const std::vector<std::string>& values) { return {values.begin(), values.end()}; }

bool apart(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    const std::set<std::string> known = set_of(a);
    return std::none_of(b.begin(), b.end(), [&](const std::string& value) { return known.contains(value); });
}

std::map<std::string, std::string> contents(const fs::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::directory_iterator(folder)) all[entry.path().filename().string()] = read(entry.path());
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_image_is_used_once_and_test_shares_nothing_with_training) {
    const fs::path out = ground().folder / "new" / "data";
    done(pair(out, {"--test-pairs", "50"}));
    BOOST_TEST(contents(out).size() == 8U);
    const Part train = checked(out, "train", 250);
    const Part test = checked(out, "test", 50);
    BOOST_TEST(set_of(train.images).size() == 250U);
    BOOST_TEST(set_of(test.images).size() == 50U);
    BOOST_TEST(apart(train.images, test.images));
    BOOST_TEST(apart(train.wavs, test.wavs));
    BOOST_TEST(set_of(train.wavs).size() > 80U); // of 110
    BOOST_TEST(set_of(train.speakers).size() == 3U);
    BOOST_TEST(!std::is_sorted(train.images.begin(), train.images.end()));

    // The program itself understands what it wrote: labels, test rows, and recordings as groups.
    const digits::DigitRows rows = digits::load_training_rows({out.string(), 1, 1});
    BOOST_TEST((rows.groups == train.wavs));
    BOOST_TEST(digits::load_test_rows({out.string(), 1, 1}).labels.size() == 50U);
}

BOOST_AUTO_TEST_CASE(the_seed_decides_and_threads_do_not) {
    const fs::path folder = ground().folder;
    done(pair(folder / "seed 1", {"--test-pairs", "20", "--pairs", "100", "--threads", "1"}));
    done(pair(folder / "again", {"--test-pairs", "20", "--pairs", "100", "--seed", "1", "--threads", "3"}));
    done(pair(folder / "seed 2", {"--test-pairs", "20", "--pairs", "100", "--seed", "2"}));
    BOOST_TEST((contents(folder / "seed 1") == contents(folder / "again")));
    for (const auto& [name, content] : contents(folder / "seed 2")) BOOST_TEST((content != contents(folder / "seed 1")[name]), name);
    checked(folder / "seed 2", "train", 100);
}

BOOST_AUTO_TEST_CASE(speakers_can_be_kept_for_the_test) {
    const fs::path out = ground().folder / "speakers";
    done(pair(out, {"--test-speaker", "bob", "cyd", "--test-pairs", "60"}));
    BOOST_TEST((set_of(checked(out, "train", 240).speakers) == std::set<std::string>{"ann"}));
    BOOST_TEST((set_of(checked(out, "test", 60).speakers) == std::set<std::string>{"bob", "cyd"}));
}

BOOST_AUTO_TEST_CASE(without_test_pairs_there_are_no_test_files) {
    const fs::path out = ground().folder / "no test";
    done(pair(out, {"--test-pairs", "0"}));
    BOOST_TEST(contents(out).size() == 4U);
    BOOST_TEST(set_of(checked(out, "train", 300).images).size() == 300U);
}

BOOST_AUTO_TEST_CASE(test_images_of_their_own_and_compressed_files_are_taken) {
    const fs::path folder = ground().folder / "mnist";
    sounds::write_images(folder, "train", 40);
    sounds::write_images(folder, "t10k", 30);
    const Outcome plain = run_digits({"pair", "--images", folder.string(), "--recordings", ground().recordings.string(), "--out",
                                      (ground().folder / "plain").string(), "--test-pairs", "30"});
    BOOST_REQUIRE_MESSAGE(plain.code == 0, plain.err);
    BOOST_TEST(set_of(checked(ground().folder / "plain", "train", 40).images).size() == 40U);
    BOOST_TEST(set_of(checked(ground().folder / "plain", "test", 30).images).size() == 30U);

    for (const auto& [name, content] : contents(folder)) {
        fs::remove(folder / name);
        const gzFile file = gzopen((folder / (name + ".gz")).c_str(), "wb");
        gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
        gzclose(file);
    }
    done({"pair", "--images", folder.string(), "--recordings", ground().recordings.string(), "--out", (ground().folder / "compressed").string(),
          "--test-pairs", "30"});
    BOOST_TEST((contents(ground().folder / "compressed") == contents(ground().folder / "plain")));
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_line_and_nothing_written) {
    const fs::path spoiled = ground().folder / "spoiled";
    const std::string out = (ground().folder / "out").string();
    write(ground().folder / "full", "a file");
    const auto refused = [&](const std::vector<std::string>& arguments, std::initializer_list<std::string> parts) {
        const auto before = snapshot(ground().folder);
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(outcome.err.starts_with("digits: "));
        BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1, outcome.err);
        for (const std::string& part : parts) BOOST_TEST(outcome.err.find(part) != std::string::npos, "'" << part << "' is not in " << outcome.err);
        BOOST_TEST((snapshot(ground().folder) == before), "a file was made or changed");
    };
    const auto images = [&](const std::function<void(const fs::path&)>& spoil) {
        fs::remove_all(spoiled);
        fs::copy(ground().images, spoiled);
        spoil(spoiled);
        return std::vector<std::string>{"pair", "--images", spoiled.string(), "--recordings", ground().recordings.string(), "--out", out};
    };
    const auto recordings = [&](const std::function<void(const fs::path&)>& spoil) {
        fs::remove_all(spoiled);
        fs::copy(ground().recordings, spoiled);
        spoil(spoiled);
        return std::vector<std::string>{"pair",         "--images", ground().images.string(), "--recordings", spoiled.string(), "--out", out,
                                        "--test-pairs", "50"};
    };
    refused({"pair", "--images", "x", "--recordings", "y"}, {"--out is required", "digits pair --help"});
    refused({"pair", "--images", "x", "--out", out}, {"--recordings is required"});
    refused(pair(out, {"--test-pairs", "-1"}), {"--test-pairs: '-1'; expected a whole number from 0 to "});
    refused(pair(out, {"--test-pairs", "300"}), {"images: has 300 images to train on", "from which those to test on are taken too"});
    refused(pair(out, {"--test-pairs", "301"}), {"has 300 images to train on"});
    refused(pair(out, {"--pairs", "251", "--test-pairs", "50"}), {"has 300 images to train on", "expected fewer --pairs or --test-pairs"});
    refused(pair(out, {"--test-pairs", "10", "--test-speaker", "dan"}), {"no recording of the speaker 'dan'; there are those of ann, bob, cyd"});
    refused(pair(out, {"--test-pairs", "0", "--test-speaker", "ann"}), {"--test-speaker", "expected --test-pairs of 1 or more"});
    refused(pair(out, {"--test-pairs", "10", "--test-speaker", "ann", "bob", "cyd"}), {"there is no recording of", "to train on"});
    refused(pair(ground().images, {"--test-pairs", "10"}), {"images: is not empty; expected a new or an empty folder"});
    refused(pair(ground().folder / "full", {}), {"full: is a file"});
    refused(pair(ground().folder / "full" / "x", {"--test-pairs", "10"}), {"the output folder cannot be made"});

    refused(images([](const fs::path& folder) { fs::remove(folder / "train-images-idx3-ubyte"); }), {"train-images-idx3-ubyte: no such file"});
    refused(images([](const fs::path& folder) { fs::remove(folder / "train-labels-idx1-ubyte"); }), {"train-labels-idx1-ubyte: no such file"});
    refused(images([](const fs::path& folder) { write(folder / "train-images-idx3-ubyte", "no images"); }), {"is not an IDX file"});
    refused(images([](const fs::path& folder) {
                sounds::write_images(folder / "fewer", "train", 299);
                fs::copy_file(folder / "fewer" / "train-labels-idx1-ubyte", folder / "train-labels-idx1-ubyte", fs::copy_options::overwrite_existing);
            }),
            {"train-labels-idx1-ubyte: has 299 labels; expected 300, as many as ", "has images"});
    refused(images([](const fs::path& folder) {
                std::string labels = read(folder / "train-labels-idx1-ubyte");
                labels[8 + 17] = 10;
                write(folder / "train-labels-idx1-ubyte", labels);
            }),
            {"label 17 is 10; expected 0 to 9"});
    refused(recordings([](const fs::path& folder) { write(folder / "hello.wav", ""); }), {"hello.wav: its name does not say what is spoken"});
    refused(recordings([](const fs::path& folder) { write(folder / "5_bob_1.wav", "no sound"); }), {"5_bob_1.wav: is not a sound file"});
    refused(recordings([](const fs::path& folder) {
                for (const auto& file : digits::find_recordings({folder.string()})) {
                    if (file.filename().string().starts_with("7_")) fs::remove(file);
                }
            }),
            {"there is no recording of 7 to "});
    const std::string once = ground().recordings.string();
    refused({"pair", "--images", ground().images.string(), "--out", out, "--recordings", once, once + "/3_ann_0.wav"},
            {"3_ann_0.wav: a second recording of this name"});
}
