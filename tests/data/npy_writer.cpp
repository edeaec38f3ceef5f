#define BOOST_TEST_MODULE npy_writer
#include "duet/data/npy_writer.hpp"
#include "duet/core/random.hpp"
#include "duet/data/npy.hpp"
#include "fixture.hpp"

using namespace duet::data;
using fixture::check_error;

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
    const fixture::Folder folder;
    std::vector<float> values(2 * 39 * 13);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.1F * static_cast<float>(i) - 7.0F;
    write_npy(folder / "a.npy", values, {2, 39, 13});
    const Matrix matrix = read_npy(folder / "a.npy", 507);
    BOOST_TEST(matrix.rows == 2U);
    BOOST_TEST((matrix.values == values));
    const std::string bytes = fixture::get(folder / "a.npy");
    BOOST_TEST(bytes.size() == 128 + 4 * values.size()); // the values start on a multiple of 64 bytes
    BOOST_TEST(bytes.substr(10).starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 39, 13)"));
    write_npy(folder / "b.npy", values, {values.size()});
    BOOST_TEST(fixture::get(folder / "b.npy").find("'shape': (1014,), }") != std::string::npos);

    check_error([&] { write_npy(folder / "a.npy", values, {2, 39}); }, {"a.npy", "(2, 39) holds 78 values", "1014 were given"});
    check_error([&] { write_npy(folder / "a.npy", std::span<const float>(), {1ULL << 32, 1ULL << 32}); }, {"a.npy", "0 were given"});
    BOOST_TEST(fixture::get(folder / "a.npy") == bytes);
    BOOST_TEST(folder.size() == 2U);
}

BOOST_AUTO_TEST_CASE(bytes_are_written_as_bytes) {
    const fixture::Folder folder;
    write_npy(folder / "a.npy", std::vector<std::uint8_t>{0, 1, 255, 7, 128, 9}, {2, 3});
    const std::string file = fixture::get(folder / "a.npy");
    BOOST_TEST(file.substr(10).starts_with("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }"));
    BOOST_TEST(file.ends_with(std::string("\0\1\xFF\7\x80\11", 6)));
    const Matrix again = read_npy(folder / "a.npy", 3);
    BOOST_TEST(again.values == (std::vector<float>{0, 1, 255, 7, 128, 9}), boost::test_tools::per_element());
    check_error([&] { write_npy(folder / "a.npy", std::vector<std::uint8_t>{1}, {2}); }, {"a.npy", "holds 2 values", "1 were given"});
}

BOOST_AUTO_TEST_CASE(arrays_of_any_shape_come_back) {
    const fixture::Folder folder;
    duet::Random random(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::size_t> shape(1 + random.below(5));
        for (std::size_t& extent : shape) extent = 1 + random.below(6);
        std::vector<float> values(npy_size(shape));
        for (float& value : values) value = static_cast<float>(random.normal() * std::pow(10.0, random.uniform(-40, 38)));
        write_npy(folder / "a.npy", values, shape);
        const Matrix matrix = read_npy(folder / "a.npy", values.size() / shape[0]);
        BOOST_TEST(matrix.rows == shape[0]);
        BOOST_TEST((matrix.values == values), npy_shape(shape));
    }
}

BOOST_AUTO_TEST_CASE(pieces_give_the_same_file) {
    const fixture::Folder folder;
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    write_npy(folder / "whole.npy", values, {3, 2});
    {
        NpyWriter<float> writer(folder / "pieces.npy", std::vector<std::size_t>{3, 2});
        writer.write(std::span(values).first(1));
        writer.write({});
        writer.write(std::span(values).subspan(1));
        check_error([&] { writer.write(std::span(values).first(1)); }, {"pieces.npy", "1 values", "room for 0"});
        BOOST_TEST(!std::filesystem::exists(folder / "pieces.npy"));
        writer.commit();
    }
    BOOST_TEST(fixture::get(folder / "pieces.npy") == fixture::get(folder / "whole.npy"));
    {
        NpyWriter<float> writer(folder / "pieces.npy", std::vector<std::size_t>{4});
        writer.write(std::span(values).first(3));
        check_error([&] { writer.commit(); }, {"pieces.npy", "1 values were not given"});
    }
    BOOST_TEST(fixture::get(folder / "pieces.npy") == fixture::get(folder / "whole.npy"));
    BOOST_TEST(folder.size() == 2U);
}
