#define BOOST_TEST_MODULE digit_data
#include "digits/digit_data.hpp"

#include "duet/core/error.hpp"
#include "duet/data/npz_writer.hpp"
#include "scratch.hpp"
#include "tiny_data.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
namespace fs = std::filesystem;

namespace {

/// Writes (rows, columns) values as an .npy file of another type, in C or Fortran order.
template <class T>
void write_as(const fs::path& file, const std::string& type, bool fortran, const std::vector<float>& values, std::size_t rows) {
    const std::size_t columns = values.size() / rows;
    std::string header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }\n";
    std::string bytes = std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const T value = static_cast<T>(fortran ? values[k % rows * columns + k / rows] : values[k]);
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
    }
    write(file, bytes);
}

tiny::Rows whole_rows(std::size_t count) {
    tiny::Rows rows = tiny::make_rows(count, 1);
    for (std::vector<float>* values : {&rows.images, &rows.audio}) {
        for (float& value : *values) value = static_cast<float>(static_cast<int>(value + 10)); // 9 to 265: of any type
        for (float& value : *values) value = value > 255 ? 255 : value;
    }
    return rows;
}

void write_pairs(const fs::path& folder, std::size_t rows, const std::string& column) {
    std::string text = "row_id," + column + "\n";
    for (std::size_t i = 0; i < rows; ++i) text += std::to_string(i) + ",take" + std::to_string(i / 2) + "\n";
    write(folder / "pairs_train.csv", text);
}

std::string complaint(const fs::path& folder, std::size_t limit = 0) {
    try {
        load_training_rows({folder.string(), 1, 1}, limit);
    } catch (const duet::Error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(every_type_and_order_gives_the_same_rows) {
    const tiny::Rows expected = whole_rows(12);
    using Writer = std::function<void(const fs::path&, const std::vector<float>&)>;
    const std::vector<Writer> writers{
        [](const fs::path& file, const std::vector<float>& values) { write_as<double>(file, "<f8", false, values, 12); },
        [](const fs::path& file, const std::vector<float>& values) { write_as<double>(file, "<f8", true, values, 12); },
        [](const fs::path& file, const std::vector<float>& values) { write_as<float>(file, "<f4", true, values, 12); },
        [](const fs::path& file, const std::vector<float>& values) { write_as<unsigned char>(file, "|u1", false, values, 12); },
        [](const fs::path& file, const std::vector<float>& values) { write_as<unsigned char>(file, "|u1", true, values, 12); },
    };
    for (const Writer& writer : writers) {
        const Scratch scratch("duet-digit-data");
        writer(scratch.folder / "x_train_wr.npy", expected.images);
        writer(scratch.folder / "x_train_sp.npy", expected.audio);
        duet::data::write_labels(scratch.folder / "y_train.csv", expected.labels);
        const DigitRows rows = load_training_rows({scratch.folder.string(), 1, 1});
        BOOST_TEST((rows.images.matrix().values == expected.images));
        BOOST_TEST((rows.audio.matrix().values == expected.audio));
        BOOST_TEST((rows.labels == expected.labels));
        BOOST_TEST(rows.groups.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_names_of_the_public_set_do_as_well) {
    const Scratch scratch("duet-digit-data");
    const tiny::Rows expected = whole_rows(12);
    for (const std::string part : {"train", "test"}) {
        write_as<unsigned char>(scratch.folder / ("data_wr_" + part + ".npy"), "|u1", false, expected.images, 12);
        write_as<double>(scratch.folder / ("data_sp_" + part + ".npy"), "<f8", false, expected.audio, 12);
        write_as<long long>(scratch.folder / ("labels_" + part + ".npy"), "<i8", false, {expected.labels.begin(), expected.labels.end()}, 12);
    }
    const DataSource source{scratch.folder.string(), 1, 1};
    BOOST_TEST(has_test_labels(source));
    BOOST_TEST(has_training_rows(source));
    for (const DigitRows& rows : {load_training_rows(source), load_test_rows(source)}) {
        BOOST_TEST((rows.images.matrix().values == expected.images));
        BOOST_TEST((rows.audio.matrix().values == expected.audio));
        BOOST_TEST((rows.labels == expected.labels));
    }
}

BOOST_AUTO_TEST_CASE(an_archive_does_as_well) {
    const Scratch scratch("duet-digit-data");
    const tiny::Rows expected = whole_rows(12);
    const std::vector<std::uint8_t> images(expected.images.begin(), expected.images.end());
    const std::vector<std::uint8_t> labels(expected.labels.begin(), expected.labels.end());
    const auto write = [&](const char* name, bool labelled, std::size_t labels_given) {
        std::vector<duet::data::NpzArray> arrays{{"images", images, {12, 784}}, {"audio", expected.audio, {12, 39, 13}}};
        if (labelled) arrays.emplace_back("labels", std::span(labels).first(labels_given), std::vector{labels_given});
        duet::data::write_npz(scratch.folder / name, arrays, duet::data::NpzCompression::deflated);
    };
    write("train.npz", true, 12);
    write("test.npz", false, 0);
    const DataSource source{scratch.folder.string(), 1, 1};
    BOOST_TEST(has_training_rows(source));
    BOOST_TEST(!has_test_labels(source));
    BOOST_TEST(load_test_rows(source).labels.empty());
    write("test.npz", true, 12);
    BOOST_TEST(has_test_labels(source));
    for (const DigitRows& rows : {load_training_rows(source), load_test_rows(source)}) {
        BOOST_TEST((rows.images.matrix().values == expected.images));
        BOOST_TEST((rows.audio.matrix().values == expected.audio));
        BOOST_TEST((rows.labels == expected.labels));
    }
    const std::string archive = (scratch.folder / "train.npz").string();
    write("train.npz", true, 11);
    BOOST_TEST(complaint(scratch.folder) == archive + ": labels.npy: has 11 rows; expected 12, as in images.npy");
    write("train.npz", false, 0);
    BOOST_TEST(complaint(scratch.folder) == archive + ": has no array 'labels'; it has: audio, images");
}

BOOST_AUTO_TEST_CASE(a_limit_keeps_the_first_rows_of_everything) {
    const Scratch scratch("duet-digit-data");
    tiny::write_folder(scratch.folder, 20, 4);
    write_pairs(scratch.folder, 20, "wav");
    const DataSource source{scratch.folder.string(), 1, 1};
    const DigitRows all = load_training_rows(source);
    const DigitRows few = load_training_rows(source, 6);
    BOOST_TEST(all.count() == 20U);
    BOOST_TEST(few.count() == 6U);
    BOOST_TEST(few.labels.size() == 6U);
    BOOST_TEST(few.groups == (std::vector<std::string>{"take0", "take0", "take1", "take1", "take2", "take2"}), boost::test_tools::per_element());
    BOOST_TEST(few.audio.matrix().values.size() == 6 * audio_size);
    BOOST_TEST((few.audio.row(5).back() == all.audio.row(5).back()));
    BOOST_TEST(load_training_rows(source, 1000).count() == 20U);
}

BOOST_AUTO_TEST_CASE(rows_that_stay_in_their_files_are_the_same) {
    const Scratch scratch("duet-digit-data");
    const fs::path folder = tiny::write_folder(scratch.folder / "data", 20);
    const DigitRows read = load_training_rows({folder.string(), 1, 1}, 12);
    const DigitRows in_place = load_training_rows({folder.string(), 1, 1, true}, 12);
    BOOST_TEST_REQUIRE(in_place.count() == 12U);
    BOOST_TEST((in_place.labels == read.labels));
    BOOST_CHECK_THROW((void)in_place.images.matrix(), std::bad_variant_access);
    for (std::size_t i = 0; i < 12; ++i) BOOST_TEST((in_place.images.row(i) == read.images.row(i) && in_place.audio.row(i) == read.audio.row(i)));
}

BOOST_AUTO_TEST_CASE(recordings_are_known_only_from_a_wav_column) {
    const Scratch scratch("duet-digit-data");
    tiny::write_folder(scratch.folder, 20, 4);
    write_pairs(scratch.folder, 20, "speaker");
    BOOST_TEST(load_training_rows({scratch.folder.string(), 1, 1}).groups.empty());
    write_pairs(scratch.folder, 19, "wav");
    BOOST_TEST(complaint(scratch.folder) ==
               (scratch.folder / "pairs_train.csv").string() + ": has 19 rows; expected 20, as in " + (scratch.folder / "x_train_wr.npy").string());
}

BOOST_AUTO_TEST_CASE(rows_that_cannot_be_split_are_refused) {
    const Scratch scratch("duet-digit-data");
    tiny::write_folder(scratch.folder, 20, 4);
    BOOST_TEST(complaint(scratch.folder, 1).find("has 1 training row; expected at least 2") != std::string::npos);
    write_pairs(scratch.folder, 20, "wav");
    BOOST_TEST(complaint(scratch.folder, 2).find("all 2 training rows are of one recording, 'take0'; expected at least 2") != std::string::npos);
    BOOST_TEST(complaint(scratch.folder, 3) == "none");
}

BOOST_AUTO_TEST_CASE(test_rows_need_no_labels) {
    const Scratch scratch("duet-digit-data");
    tiny::write_folder(scratch.folder, 20, 4);
    const DataSource source{scratch.folder.string(), 1, 1};
    BOOST_TEST(has_test_labels(source));
    BOOST_TEST(load_test_rows(source).labels.size() == 4U);
    fs::remove(scratch.folder / "y_test.csv");
    BOOST_TEST(!has_test_labels(source));
    BOOST_TEST(load_test_rows(source).labels.empty());
    fs::remove(scratch.folder / "x_train_wr.npy");
    BOOST_TEST(!has_training_rows(source));
}
