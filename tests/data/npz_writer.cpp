#define BOOST_TEST_MODULE npz_writer
#include "duet/data/npz_writer.hpp"
#include "duet/core/random.hpp"
#include "duet/data/npz.hpp"
#include "fixture.hpp"

#include <cmath>

using namespace duet::data;
using fixture::check_error;

BOOST_AUTO_TEST_CASE(archives_of_any_arrays_come_back) {
    const fixture::Folder folder;
    duet::Random random(5);
    for (int round = 0; round < 100; ++round) {
        std::vector<std::vector<float>> floats(1 + random.below(4));
        std::vector<std::vector<std::uint8_t>> bytes(random.below(3));
        std::vector<NpzArray> arrays;
        for (auto& values : floats) {
            const std::vector<std::size_t> shape{1 + random.below(7), 1 + random.below(5), 1 + random.below(3)};
            values.resize(npy_size(shape));
            for (float& value : values) value = static_cast<float>(random.normal() * std::pow(10.0, random.uniform(-40, 38)));
            arrays.emplace_back("floats " + std::to_string(arrays.size()), values, shape);
        }
        for (auto& values : bytes) {
            values.resize(1 + random.below(3000));
            for (std::uint8_t& value : values) value = static_cast<std::uint8_t>(random.below(256));
            arrays.emplace_back("b\xC3\xBCtes/" + std::to_string(arrays.size()), values, std::vector{values.size()}); // UTF-8
        }
        const auto compression = round % 2 == 0 ? NpzCompression::stored : NpzCompression::deflated;
        write_npz(folder / "a.npz", arrays, compression);
        const NpzFile file(folder / "a.npz");
        BOOST_TEST(file.names().size() == arrays.size());
        for (std::size_t i = 0; i < floats.size(); ++i) {
            const Matrix matrix = file.read(arrays[i].name, 0);
            BOOST_TEST(matrix.rows == arrays[i].shape[0]);
            BOOST_TEST((matrix.values == floats[i]));
        }
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const Matrix matrix = file.read(arrays[floats.size() + i].name, 1);
            BOOST_TEST(matrix.values == std::vector<float>(bytes[i].begin(), bytes[i].end()), boost::test_tools::per_element());
        }
    }
    BOOST_TEST(folder.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_same_arrays_give_the_same_file_and_deflating_makes_it_smaller) {
    const fixture::Folder folder;
    const std::vector<float> zeros(10'000);
    write_npz(folder / "a.npz", {{"x", zeros, {100, 100}}});
    write_npz(folder / "b.npz", {{"x", zeros, {100, 100}}});
    write_npz(folder / "c.npz", {{"x", zeros, {100, 100}}}, NpzCompression::deflated);
    BOOST_TEST(fixture::get(folder / "a.npz") == fixture::get(folder / "b.npz"));
    BOOST_TEST(fixture::get(folder / "a.npz").size() > 40'000U);
    BOOST_TEST(fixture::get(folder / "c.npz").size() < 1'000U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_leaves_the_file_as_it_was) {
    const fixture::Folder folder;
    const std::vector<float> values(6);
    write_npz(folder / "a.npz", {{"x", values, {2, 3}}});
    const std::string before = fixture::get(folder / "a.npz");
    check_error([&] { write_npz(folder / "a.npz", std::span<const NpzArray>()); }, {"a.npz: no arrays"});
    check_error([&] { write_npz(folder / "a.npz", {{"", values, {6}}}); }, {"a.npz: an array was given whose name is empty"});
    check_error([&] { write_npz(folder / "a.npz", {{"x", values, {2, 2}}}); }, {"a.npz: x: the shape (2, 2) holds 4 values; 6 were given"});
    check_error([&] { write_npz(folder / "a.npz", {{"x", values, {6}}, {"x", values, {6}}}); }, {"a.npz: cannot be made: x.npy"});
    check_error([&] { write_npz(folder / "a.npz", {{std::string(70'000, 'x'), values, {6}}}); }, {"a.npz", "longer than 65531 bytes"});
    check_error([&] { write_npz(folder / "a.npz", {{std::string("a\0b", 3), values, {6}}}); }, {"a.npz", "a zero byte"});
    BOOST_TEST(fixture::get(folder / "a.npz") == before);
    BOOST_TEST(folder.size() == 1U);
    check_error([&] { write_npz(folder / "none" / "a.npz", {{"x", values, {6}}}); }, {"a.npz: cannot be written"});
}
