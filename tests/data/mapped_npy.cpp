#define BOOST_TEST_MODULE mapped_npy
#include "duet/data/mapped_npy.hpp"
#include "duet/data/npy_writer.hpp"
#include "fixture.hpp"

#include <cmath>

using namespace duet::data;
using fixture::check_error;

namespace {

/// Rows 0, 1, .. of `columns` values each: row i holds i + 1/2, i + 1/4, ...
std::vector<float> numbered(std::size_t rows, std::size_t columns) {
    std::vector<float> values;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) values.push_back(static_cast<float>(i) + std::ldexp(1.0F, -1 - static_cast<int>(j)));
    }
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(rows_are_those_that_read_npy_reads) {
    const fixture::Folder folder;
    write_npy(folder / "a.npy", numbered(5000, 3), {5000, 3});
    write_npy(folder / "bytes.npy", std::vector<std::uint8_t>{7, 8, 9, 250}, {4});
    const Matrix all = read_npy(folder / "a.npy", 3);
    const MappedNpy mapped(folder / "a.npy", 3);
    BOOST_TEST((mapped.rows() == 5000U && mapped.columns() == 3U));
    const std::vector<std::size_t> rows{4999, 0, 17, 17, 2500};
    std::vector<float> batch(rows.size() * 3);
    for (int pass = 0; pass < 2; ++pass) {
        mapped.gather(rows, batch);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t j = 0; j < 3; ++j) BOOST_TEST(batch[3 * i + j] == all.row(rows[i])[j]);
        }
        mapped.keep(std::vector<RowRange>{{2500, 10}, {4990, 10}, {5000, 1}, {6000, 5}}); // ranges beyond the end are nobody's
    }
    const MappedNpy bytes(folder / "bytes.npy", 0);
    std::vector<float> two(2);
    bytes.gather(std::vector<std::size_t>{3, 1}, two);
    BOOST_TEST(two == (std::vector<float>{250, 8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bad_files_and_rows_are_refused) {
    const fixture::Folder folder;
    std::vector<float> values = numbered(4, 2);
    write_npy(folder / "a.npy", values, {4, 2});
    check_error([&] { MappedNpy(folder / "a.npy", 3); }, {"a.npy: has 2 columns; expected 3"});
    check_error([&] { MappedNpy(folder / "none.npy", 3); }, {"none.npy: cannot be opened"});
    std::string fortran = fixture::get(folder / "a.npy");
    fortran.replace(fortran.find("False"), 5, "True ");
    check_error([&] { MappedNpy(fixture::put(folder / "f.npy", fortran), 0); }, {"f.npy: is in Fortran order", "expected C order"});
    check_error([&] { MappedNpy(fixture::put(folder / "t.npy", fortran.substr(0, 140)), 0); }, {"t.npy: is truncated"});

    std::vector<float> row(2);
    {
        const MappedNpy mapped(folder / "a.npy", 2);
        check_error([&] { mapped.gather(std::vector<std::size_t>{4}, row); }, {"a.npy: has no row 4; its last is 3"});
        check_error([&] { mapped.gather(std::vector<std::size_t>{0, 1}, row); }, {"a.npy: a batch of 2 rows of 2 does not fit 2 floats"});
    }
    values[5] = NAN;
    write_npy(folder / "nan.npy", values, {4, 2});
    const MappedNpy spoilt(folder / "nan.npy", 2);
    spoilt.gather(std::vector<std::size_t>{1}, row);
    check_error([&] { spoilt.gather(std::vector<std::size_t>{2}, row); }, {"nan.npy: row 2, column 1 is NaN"});
}

BOOST_AUTO_TEST_CASE(a_file_that_is_shortened_is_named) {
    const fixture::Folder folder;
    write_npy(folder / "a.npy", numbered(5000, 3), {5000, 3});
    const MappedNpy mapped(folder / "a.npy", 3);
    std::filesystem::resize_file(folder / "a.npy", 1000);
    std::vector<float> row(3);
    check_error([&] { mapped.gather(std::vector<std::size_t>{4999}, row); }, {"a.npy: has been shortened"});
}
