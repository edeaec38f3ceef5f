#define BOOST_TEST_MODULE csv
#include "duet/data/csv.hpp"
#include "duet/data/npy_writer.hpp"
#include "fixture.hpp"

#include <utility>

using namespace duet::data;
using fixture::check_error;
using Strings = std::vector<std::string>;

namespace {

std::filesystem::path file(const fixture::Folder& folder, std::string_view text) { return fixture::put(folder / "t.csv", text); }

} // namespace

BOOST_AUTO_TEST_CASE(labels_are_read_in_file_order) {
    const fixture::Folder folder;
    const std::vector<int> expected = {5, 0, 9};
    for (const std::string_view text : {"row_id,label\n0,5\n1,0\n2,9\n", "row_id,label\r\n7,5\r\n7,0\r\nx,9", "\xEF\xBB\xBFlabel\n5\n0\n\n9\n\n",
                                        "label,row_id\n\"5\",\"a,b\"\n 0 ,1\n9,2\n", "row_id,label\r0,5\r1,0\r2,9\r"}) {
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(read_labels(file(folder, text)) == expected, boost::test_tools::per_element()); }
    }
    BOOST_TEST(read_labels(file(folder, "label\n11\n"), 12).at(0) == 11);
}

BOOST_AUTO_TEST_CASE(bad_labels_are_refused_with_their_line) {
    const fixture::Folder folder;
    const auto refused = [&](std::string_view text, std::initializer_list<std::string_view> parts) {
        BOOST_TEST_CONTEXT(text) {
            file(folder, text);
            check_error([&] { read_labels(folder / "t.csv"); }, parts);
            check_error([&] { read_labels(folder / "t.csv"); }, {"t.csv"});
        }
    };
    for (const std::string label : {"10", "-1", "", "x", "3.5", "5x", "0x5", "99999999999"}) {
        refused("row_id,label\n0,5\n1," + label + "\n", {"line 3", "label '" + label + "'", "from 0 to 9"});
    }
    refused("row_id,label\n\n\"a\nb\",5\n1,10\n", {"line 5"}); // lines of the file, not records
    refused("", {"is empty"});
    refused("\n\n", {"is empty"});
    refused("row_id,label\n", {"no rows"});
    refused("0,5\n1,0\n", {"no column 'label'", "it has: 0, 5"});
    refused("row_id,label\n0,5,1\n", {"line 2 has 3 fields", "expected 2"});
    refused("row_id,label\n0\n", {"line 2 has 1 fields"});
    refused("row_id,label\n0,\"5\n", {"line 2", "never closed"});
    refused("row_id,label\n0,\"5\"5\n", {"line 2", "after a closing quote"});
    refused(std::string(20'000, ','), {"line 1", "more than 10000 fields"});
    check_error([&] { read_labels(folder / "none.csv"); }, {"none.csv", "No such file"});
    check_error([&] { read_labels(folder.path()); }, {"not a regular file"});
}

BOOST_AUTO_TEST_CASE(a_file_too_long_for_a_table_is_not_read) {
    const fixture::Folder folder;
    std::filesystem::resize_file(file(folder, "label\n"), std::uintmax_t{1} << 40); // sparse: 1 TB of zeros
    check_error([&] { read_labels(folder / "t.csv"); }, {"t.csv", "expected at most"});
}

BOOST_AUTO_TEST_CASE(a_column_is_read_by_name) {
    const fixture::Folder folder;
    file(folder, "row_id,\"the \"\"wav\"\"\",wav\r\n0,\"a,b\",5_x.wav\r\n1,\"two\r\nlines\",\"say \"\"5\"\".wav\"\r\n2,,\r\n");
    BOOST_TEST(read_column(folder / "t.csv", "wav") == (Strings{"5_x.wav", "say \"5\".wav", ""}), boost::test_tools::per_element());
    BOOST_TEST(read_column(folder / "t.csv", "the \"wav\"") == (Strings{"a,b", "two\r\nlines", ""}), boost::test_tools::per_element());
    check_error([&] { read_column(folder / "t.csv", "label"); }, {"t.csv", "no column 'label'", "row_id, the \"wav\", wav"});
}

BOOST_AUTO_TEST_CASE(labels_come_from_npy_too) {
    const fixture::Folder folder;
    const auto path = folder / "labels.npy";
    write_npy(path, std::vector<float>{3, 0, 9}, {3});
    BOOST_TEST(read_labels_npy(path) == (std::vector<int>{3, 0, 9}), boost::test_tools::per_element());
    for (const auto& [value, text] : {std::pair{10.0F, "10"}, {-1.0F, "-1"}, {2.5F, "2.5"}, {1e30F, "1000000"}}) {
        write_npy(path, std::vector<float>{3, value}, {2});
        check_error([&] { read_labels_npy(path); }, {"labels.npy", "row 1", text, "from 0 to 9"});
    }
    write_npy(path, std::vector<float>(20), {2, 10});
    check_error([&] { read_labels_npy(path); }, {"labels.npy", "10 columns", "expected 1"});
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
    const fixture::Folder folder;
    const auto path = folder / "out.csv";
    const std::vector<Strings> rows = {{"1", "plain"}, {"2", "a,b"}, {"3", "say \"x\"\r\nnow"}, {"4", ""}};
    write_csv(path, {"id", "the, text"}, rows);
    BOOST_TEST(read_column(path, "the, text") == (Strings{"plain", "a,b", "say \"x\"\r\nnow", ""}), boost::test_tools::per_element());
    BOOST_TEST(fixture::get(path).starts_with("id,\"the, text\"\n1,plain\n2,\"a,b\"\n"));

    const std::string before = fixture::get(path);
    check_error([&] { write_csv(path, {"id", "text"}, {{"1", "x"}, {"2"}}); }, {"out.csv", "1 fields", "expected 2"});
    BOOST_TEST(fixture::get(path) == before);

    write_labels(path, std::vector{7, 1});
    BOOST_TEST(fixture::get(path) == "row_id,label\n0,7\n1,1\n");
    BOOST_TEST(read_labels(path) == (std::vector{7, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_real_tables_load) {
    const auto folder = fixture::shared("data/digits");
    if (folder.empty()) return;
    const auto labels = read_labels(folder / "y_train.csv");
    const auto recordings = read_column(folder / "pairs_train.csv", "wav");
    BOOST_TEST(labels.size() == 10'000U);
    BOOST_REQUIRE(recordings.size() == 10'000U);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (recordings[i][0] - '0' != labels[i]) BOOST_ERROR("row " << i << " is labelled " << labels[i] << " but says " << recordings[i]);
    }
}
