// Data that is missing, damaged or does not fit: one line on standard error, exit code 2, and no file made or changed.
#define BOOST_TEST_MODULE program_bad_data
#include "bad_input.hpp"

#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

/// A copy of the good data folder in which one file is spoiled.
fs::path spoiled(const std::function<void(const fs::path&)>& spoil) {
    const fs::path folder = ground().folder / "spoiled";
    fs::remove_all(folder);
    fs::copy(ground().data, folder);
    spoil(folder);
    return folder;
}
fs::path without(const std::string& file) {
    return spoiled([&](const fs::path& folder) { fs::remove(folder / file); });
}
fs::path with_text(const std::string& file, const std::string& text) {
    return spoiled([&](const fs::path& folder) { write(folder / file, text); });
}
fs::path with_values(const std::string& file, std::size_t rows, std::size_t columns, float first = 0) {
    return spoiled([&](const fs::path& folder) {
        std::vector<float> values(rows * columns);
        values[1] = first;
        duet::data::write_npy(folder / file, values, {rows, columns});
    });
}
std::string labels(const std::string& last) {
    std::string text = "row_id,label\n";
    for (int i = 0; i < 29; ++i) text += std::to_string(i) + "," + std::to_string(i % 10) + "\n";
    return text + last;
}

} // namespace

BOOST_AUTO_TEST_CASE(data_folders) {
    const fs::path file = ground().data / "y_train.csv";
    refused(train_on(ground().folder / "nowhere"), {"nowhere: no such data folder; expected one with x_train_wr.npy"});
    refused(train_on(file), {file.string() + ": is not a data folder"});
    refused(train_on(std::string(5000, 'x')), {"xxx: is not a data folder"});
    const fs::path empty = ground().folder / "empty";
    fs::create_directories(empty);
    refused(train_on(empty), {(empty / "x_train_wr.npy").string() + ": no such file; expected the images"});
    for (const char* name : {"x_train_wr.npy", "x_train_sp.npy", "y_train.csv"}) {
        refused(train_on(without(name)), {std::string("spoiled/") + name + ": no such file; expected "});
        refused(train_on(spoiled([&](const fs::path& folder) {
                    fs::remove(folder / name);
                    fs::create_directory(folder / name);
                })),
                {std::string("spoiled/") + name + ": is not a regular file"});
    }
    refused({"predict", "--model", ground().run.string(), "--data", without("x_test_wr.npy").string()}, {"x_test_wr.npy: no such file"});
    refused({"evaluate", "--model", ground().run.string(), "--data", empty.string()}, {empty.string() + ": has no labelled rows"});
    refused({"evaluate", "--model", ground().run.string(), "--data", (ground().folder / "nowhere").string()}, {"no such data folder"});
}

BOOST_AUTO_TEST_CASE(features) {
    const std::string whole = read(ground().data / "x_train_wr.npy");
    for (const char* name : {"x_train_wr.npy", "x_train_sp.npy"}) {
        refused(train_on(with_text(name, "")), {name, "is not an .npy file"});
        refused(train_on(with_text(name, "row_id,label\n0,1\n")), {name, "is not an .npy file"});
        refused(train_on(with_text(name, whole.substr(0, 40))), {name, "truncated"});
        refused(train_on(with_text(name, whole.substr(0, 2000))), {name, "truncated"});
        refused(train_on(with_values(name, 30, 100)), {name, "has 100 columns; expected "});
    }
    std::string complex = whole;
    complex.replace(complex.find("<f4"), 3, "<c8");
    refused(train_on(with_text("x_train_wr.npy", complex)), {"x_train_wr.npy: dtype '<c8' is not supported; expected float"});
    refused(train_on(with_values("x_train_sp.npy", 29, 507)), {"x_train_sp.npy: has 29 rows; expected 30, as in ", "x_train_wr.npy"});
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        refused(train_on(with_values("x_train_sp.npy", 30, 507, value)), {"x_train_sp.npy: row 0, column 1 is NaN or infinite", "expected finite"});
    }
    const fs::path data = with_values("x_test_sp.npy", 12, 507, std::numeric_limits<float>::quiet_NaN());
    const std::string model = ground().run.string();
    refused({"predict", "--model", model, "--data", data.string(), "--out", model + "/prediction.csv"}, {"x_test_sp.npy: row 0, column 1 is NaN"});
    refused({"evaluate", "--model", model, "--data", data.string()}, {"x_test_sp.npy: row 0, column 1 is NaN"});
    refused(embed({"--data", data.string(), "--out", model}), {"x_test_sp.npy: row 0, column 1 is NaN"});
}

BOOST_AUTO_TEST_CASE(labels_and_recordings) {
    for (const std::string label : {"10", "-1", "7.5", "seven", ""}) {
        refused(train_on(with_text("y_train.csv", labels("29," + label + "\n"))), {"y_train.csv: line 31 has the label '" + label + "'", "0 to 9"});
    }
    refused(train_on(with_text("y_train.csv", "")), {"y_train.csv: is empty"});
    refused(train_on(with_text("y_train.csv", "row_id,digit\n0,1\n")), {"y_train.csv: has no column 'label'"});
    refused(train_on(with_text("y_train.csv", labels(""))), {"y_train.csv: has 29 rows; expected 30, as in "});
    refused({"evaluate", "--model", ground().run.string(), "--data", with_text("y_test.csv", "row_id,label\n0,11\n").string()},
            {"y_test.csv: line 2"});
    refused({"evaluate", "--model", ground().run.string(), "--data", with_text("y_test.csv", "row_id,label\n0,1\n").string()},
            {"y_test.csv: has 1 rows; expected 12"});

    std::string same = "wav\n";
    for (int i = 0; i < 30; ++i) same += "a.wav\n";
    refused(train_on(with_text("pairs_train.csv", same)), {"all 30 training rows are of one recording, 'a.wav'", "at least 2"});
    refused(train_on(with_text("pairs_train.csv", same + "b.wav\n")), {"pairs_train.csv: has 31 rows; expected 30"});
}

BOOST_AUTO_TEST_CASE(too_few_rows_to_embed) {
    const fs::path few = tiny::write_folder(ground().folder / "few", 30, 10);
    refused(embed({"--data", few.string(), "--out", ground().run.string()}), {few.string() + ": has 10 rows to embed; expected at least 11"});
}
