#define BOOST_TEST_MODULE row_source
#include "digits/row_source.hpp"

#include "duet/core/error.hpp"
#include "duet/data/npy_writer.hpp"
#include "scratch.hpp"

#include <filesystem>
#include <memory>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

using digits::RowSource;
using duet::data::MappedNpy;
using duet::data::Matrix;

namespace {

Matrix five_rows() {
    Matrix matrix{5, 3, std::vector<float>(15)};
    for (std::size_t i = 0; i < 15; ++i) matrix.values[i] = static_cast<float>(i) / 2;
    return matrix;
}

void check(RowSource source) {
    BOOST_TEST((source.rows() == 5U && source.columns() == 3U));
    BOOST_TEST(source.row(4) == (std::vector<float>{6, 6.5F, 7}), boost::test_tools::per_element());
    std::vector<float> two(6);
    source.gather(std::vector<std::size_t>{3, 0}, two);
    BOOST_TEST(two == (std::vector<float>{4.5F, 5, 5.5F, 0, 0.5F, 1}), boost::test_tools::per_element());
    BOOST_CHECK_THROW(source.gather(std::vector<std::size_t>{3}, two), duet::Error);
    source.keep_first(7);
    BOOST_TEST(source.rows() == 5U);
    source.keep_first(2);
    BOOST_TEST(source.rows() == 2U);
    BOOST_TEST(source.row(1) == (std::vector<float>{1.5F, 2, 2.5F}), boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_CASE(in_memory) {
    check(five_rows());
    BOOST_TEST(RowSource(five_rows()).matrix().values == five_rows().values, boost::test_tools::per_element());
    BOOST_TEST(RowSource().rows() == 0U);
}

BOOST_AUTO_TEST_CASE(in_a_file) {
    const Scratch scratch("duet-row-source");
    duet::data::write_npy(scratch.folder / "x.npy", five_rows().values, {5, 3});
    const RowSource source(std::make_shared<const MappedNpy>(scratch.folder / "x.npy", 3));
    check(source);
    BOOST_CHECK_THROW((void)source.matrix(), std::bad_variant_access);
}
