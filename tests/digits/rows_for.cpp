#define BOOST_TEST_MODULE rows_for
#include "digits/rows_for.hpp"

#include "duet/core/error.hpp"
#include "scratch.hpp"
#include "tiny_data.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
namespace fs = std::filesystem;

namespace {

/// A model that was trained on the folder; its statistics change nothing.
SavedModel trained_on(const fs::path& folder) {
    SavedModel saved;
    saved.facts.data = folder.string();
    saved.facts.seed = 5;
    saved.facts.limit = 40;
    saved.facts.validation_fraction = 0.25;
    saved.facts.image_statistics = {std::vector<float>(image_size, 0.0F), std::vector<float>(image_size, 1.0F), 1e9F};
    saved.facts.audio_statistics = {std::vector<float>(audio_size, 0.0F), std::vector<float>(audio_size, 1.0F), 1e9F};
    return saved;
}

DigitRows grouped_rows() {
    DigitRows rows;
    rows.images = duet::data::Matrix{60, 0, {}};
    for (int i = 0; i < 60; ++i) rows.groups.push_back("take" + std::to_string(i % 15));
    return rows;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_recording_stays_on_one_side) {
    const DigitRows rows = grouped_rows();
    const duet::data::Split split = split_rows(rows, 0.2, 1);
    BOOST_TEST(split.train.size() + split.validation.size() == 60U);
    std::set<std::string> training;
    for (const std::size_t row : split.train) training.insert(rows.groups[row]);
    for (const std::size_t row : split.validation) BOOST_TEST(training.count(rows.groups[row]) == 0U);
    BOOST_TEST(describe_split(rows, split) ==
               "48 rows to train on, 12 to validate on, split by recording (15 recordings or speakers, each on one side)");
}

BOOST_AUTO_TEST_CASE(without_recordings_rows_are_split_and_that_is_said) {
    DigitRows rows = grouped_rows();
    rows.groups.clear();
    const duet::data::Split split = split_rows(rows, 0.2, 1);
    BOOST_TEST(split.validation.size() == 12U);
    BOOST_TEST(describe_split(rows, split).find("split by row (no pairs_train.csv with a 'wav' column") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(labelled_test_rows_are_judged) {
    const Scratch scratch("duet-rows-for");
    const fs::path data = tiny::write_folder(scratch.folder / "data", 50, 12);
    const JudgedRows judged = rows_to_judge(trained_on(data), {data.string(), 1, 1});
    BOOST_TEST(judged.indices.size() == 12U);
    BOOST_TEST(judged.rows.count() == 12U);
    BOOST_TEST(judged.description == "test rows of " + data.string());
    BOOST_TEST(judged.rows.images.matrix().values == tiny::make_rows(12, 2).images, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(otherwise_the_validation_rows_of_the_same_limit_fraction_and_seed) {
    const Scratch scratch("duet-rows-for");
    const fs::path data = tiny::write_folder(scratch.folder / "data", 50, 12);
    fs::remove(data / "y_test.csv");
    const JudgedRows judged = rows_to_judge(trained_on(data), {data.string(), 1, 1});
    BOOST_TEST(judged.indices == duet::data::split_by_row(40, 0.25, 5).validation, boost::test_tools::per_element());
    BOOST_TEST(judged.rows.count() == 40U);
    BOOST_TEST(judged.description == "validation rows of " + data.string() + " (there are no labelled test rows)");

    SavedModel stranger = trained_on(data);
    stranger.facts.data = "elsewhere";
    BOOST_TEST(rows_to_judge(stranger, {data.string(), 1, 1}).description.ends_with("; the model was trained on elsewhere"));
}

BOOST_AUTO_TEST_CASE(a_folder_without_labels_is_refused) {
    const Scratch scratch("duet-rows-for");
    tiny::write_features(scratch.folder, "test", tiny::make_rows(4, 1));
    BOOST_CHECK_THROW(rows_to_judge(trained_on(scratch.folder), {scratch.folder.string(), 1, 1}), duet::Error);
    BOOST_CHECK_THROW(rows_to_judge(trained_on(scratch.folder), {(scratch.folder / "nowhere").string(), 1, 1}), duet::Error);
}
