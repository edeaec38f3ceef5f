#define BOOST_TEST_MODULE npy
#include "duet/data/npy.hpp"
#include "fixture.hpp"

#include <functional>
#include <numeric>
#include <utility>

using namespace duet::data;
using fixture::bytes_of;
using fixture::check_error;

namespace {

/// An .npy file made by hand: `dictionary` padded as NumPy pads it, then `values`.
std::string npy(std::string dictionary, const std::string& values, int version = 1) {
    const std::size_t before = version == 1 ? 10 : 12;
    while ((before + dictionary.size() + 1) % 64 != 0) dictionary += ' ';
    dictionary += '\n';
    const std::string length =
        version == 1 ? bytes_of(static_cast<std::uint16_t>(dictionary.size())) : bytes_of(static_cast<std::uint32_t>(dictionary.size()));
    return std::string("\x93NUMPY") + static_cast<char>(version) + '\0' + length + dictionary + values;
}

std::string dictionary(const std::string& type, const std::string& shape, bool fortran = false) {
    return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" + shape + "), }";
}

std::string floats(std::initializer_list<float> values) {
    std::string bytes;
    for (const float value : values) bytes += bytes_of(value);
    return bytes;
}

struct Type {
    std::string name;
    std::function<std::string(int)> encode; // one value
};

template <class T>
Type type(const std::string& name) {
    return {name, [big = name[0] == '>'](int value) { return bytes_of(static_cast<T>(value), big); }};
}

/// binary16 of a few whole numbers, from the tables of the format.
std::string half(int value, bool big) {
    static const std::uint16_t codes[] = {0x0000, 0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600, 0x4700};
    return bytes_of(codes[value], big);
}

const std::vector<Type>& types() {
    static const std::vector<Type> all = {
        type<double>("<f8"),
        type<double>(">f8"),
        type<float>("<f4"),
        type<float>(">f4"),
        type<float>("=f4"),
        type<std::int8_t>("|i1"),
        type<std::uint8_t>("|u1"),
        type<std::uint8_t>("<u1"),
        type<std::int16_t>("<i2"),
        type<std::int16_t>(">i2"),
        type<std::uint16_t>("<u2"),
        type<std::uint16_t>(">u2"),
        type<std::int32_t>("<i4"),
        type<std::int32_t>(">i4"),
        type<std::uint32_t>("<u4"),
        type<std::uint32_t>(">u4"),
        type<std::int64_t>("<i8"),
        type<std::int64_t>(">i8"),
        type<std::uint64_t>("<u8"),
        type<std::uint64_t>(">u8"),
        {"<f2", [](int value) { return half(value, false); }},
        {">f2", [](int value) { return half(value, true); }},
    };
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_type_order_and_version_loads) {
    const fixture::Folder folder;
    const std::vector<float> expected = {1, 2, 3, 4, 5, 6}; // 2 x 3
    for (const Type& type : types()) {
        for (const int version : {1, 2, 3}) {
            for (const bool fortran : {false, true}) {
                std::string values;
                for (const int value : fortran ? std::vector{1, 4, 2, 5, 3, 6} : std::vector{1, 2, 3, 4, 5, 6}) values += type.encode(value);
                const Matrix matrix = read_npy(fixture::put(folder / "a.npy", npy(dictionary(type.name, "2, 3", fortran), values, version)), 3);
                BOOST_TEST_CONTEXT(type.name << " version " << version << " fortran " << fortran) {
                    BOOST_TEST(matrix.rows == 2U);
                    BOOST_TEST(matrix.columns == 3U);
                    BOOST_TEST(matrix.values == expected, boost::test_tools::per_element());
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(signs_fractions_and_bools_survive) {
    const fixture::Folder folder;
    const auto first = [&](const std::string& type, const std::string& bytes) {
        return read_npy(fixture::put(folder / "a.npy", npy(dictionary(type, "1,"), bytes)), 1).values.at(0);
    };
    BOOST_TEST(first("|i1", bytes_of(std::int8_t{-7})) == -7.0F);
    BOOST_TEST(first("|u1", bytes_of(std::uint8_t{255})) == 255.0F);
    BOOST_TEST(first(">i2", bytes_of(std::int16_t{-300}, true)) == -300.0F);
    BOOST_TEST(first("<u2", bytes_of(std::uint16_t{65535})) == 65535.0F);
    BOOST_TEST(first("<i8", bytes_of(std::int64_t{-1} * (1LL << 40))) == -0x1p40F);
    BOOST_TEST(first("<f8", bytes_of(-0.1)) == -0.1F);
    BOOST_TEST(first("|b1", std::string("\1", 1)) == 1.0F);
    BOOST_TEST(first("|b1", std::string("\0", 1)) == 0.0F);
    BOOST_TEST(first("<f2", bytes_of(std::uint16_t{0xC580})) == -5.5F);
    BOOST_TEST(first("<f2", bytes_of(std::uint16_t{0x0001})) == 0x1p-24F); // subnormal
    BOOST_TEST(first("<f2", bytes_of(std::uint16_t{0x7BFF})) == 65504.0F);
}

BOOST_AUTO_TEST_CASE(one_axis_is_a_column_and_three_are_flattened) {
    const fixture::Folder folder;
    std::string values;
    for (int i = 0; i < 24; ++i) values += bytes_of(static_cast<float>(i));
    const Matrix column = read_npy(fixture::put(folder / "1.npy", npy(dictionary("<f4", "24,"), values)), 1);
    BOOST_TEST(column.rows == 24U);
    BOOST_TEST(column.values[23] == 23);

    const Matrix cube = read_npy(fixture::put(folder / "3.npy", npy(dictionary("<f4", "2, 3, 4"), values)), 12);
    BOOST_TEST(cube.rows == 2U);
    BOOST_TEST(cube.row(1)[0] == 12);

    // Fortran order: element (n, i, j) of (2, 3, 4) stands at n + 2*i + 6*j.
    const Matrix fortran = read_npy(fixture::put(folder / "f.npy", npy(dictionary("<f4", "2, 3, 4", true), values)), 12);
    for (std::size_t n = 0; n < 2; ++n) {
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 4; ++j) BOOST_TEST(fortran.row(n)[i * 4 + j] == static_cast<float>(n + 2 * i + 6 * j));
        }
    }
}

BOOST_AUTO_TEST_CASE(files_of_many_blocks_and_tiles_load) {
    const fixture::Folder folder;
    constexpr std::size_t rows = 9000; // more than one tile of rows, three of columns, three blocks
    constexpr std::size_t columns = 37;
    const auto value = [](std::size_t i, std::size_t j) { return static_cast<double>(i * columns + j); };
    std::string c;
    std::string f;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) c += bytes_of(value(i, j));
    }
    for (std::size_t j = 0; j < columns; ++j) {
        for (std::size_t i = 0; i < rows; ++i) f += bytes_of(value(i, j));
    }
    const Matrix from_c = read_npy(fixture::put(folder / "c.npy", npy(dictionary("<f8", "9000, 37"), c)), columns);
    const Matrix from_f = read_npy(fixture::put(folder / "f.npy", npy(dictionary("<f8", "9000, 37", true), f)), columns);
    std::vector<float> expected(rows * columns);
    std::iota(expected.begin(), expected.end(), 0.0F);
    BOOST_TEST((from_c.values == expected));
    BOOST_TEST((from_f.values == expected));
}

BOOST_AUTO_TEST_CASE(headers_in_other_spellings_load) {
    const fixture::Folder folder;
    for (const std::string& header : {std::string("{\"shape\":(1L,2L),\"fortran_order\":False,\"descr\":\"<f4\"}"),
                                      std::string("{ 'fortran_order' : False , 'shape' : ( 1 , 2 , ) , 'descr' : '<f4' , }")}) {
        BOOST_TEST(read_npy(fixture::put(folder / "a.npy", npy(header, floats({1, 2}))), 2).values[1] == 2);
    }
}

BOOST_AUTO_TEST_CASE(bad_files_are_refused_in_one_line) {
    const fixture::Folder folder;
    const std::string good = npy(dictionary("<f4", "2, 2"), floats({1, 2, 3, 4}));
    const auto refused = [&](const std::string& bytes, std::initializer_list<std::string_view> parts, std::size_t columns = 2) {
        BOOST_TEST_CONTEXT(bytes.substr(0, 200)) {
            fixture::put(folder / "bad.npy", bytes);
            check_error([&] { read_npy(folder / "bad.npy", columns); }, parts);
            check_error([&] { read_npy(folder / "bad.npy", columns); }, {"bad.npy"});
        }
    };
    BOOST_TEST(read_npy(fixture::put(folder / "bad.npy", good), 2).rows == 2U);

    check_error([&] { read_npy(folder / "none.npy", 2); }, {"none.npy", "No such file"});
    refused("", {"not an .npy file"});
    refused("PK\3\4 a zip archive of arrays", {"not an .npy file"});
    refused("row_id,label\n0,5\n", {"not an .npy file"});
    refused(good.substr(0, 9), {"not an .npy file"});
    refused(good, {"has 2 columns", "expected 3"}, 3);
    refused(good.substr(0, 50), {"truncated"});
    for (std::size_t length = 10; length < good.size(); ++length) refused(good.substr(0, length), {});
    refused(good.substr(0, good.size() - 1), {"truncated"});
    refused(good + '\0', {"bytes after its values"});
    refused(good + floats({5}), {"bytes after its values", "4 values"});
    std::string version = good;
    version[6] = 9;
    refused(version, {"version 9.0", "expected 1.0"});
    refused(npy(dictionary("<f4", "1152921504606846976, 2"), floats({1})), {"truncated"}); // 2^60 rows
    refused(npy(dictionary("<f4", "2, 1152921504606846976"), floats({1})), {"truncated"});
    refused(npy(dictionary("<f4", "4294967296, 4294967296"), floats({})), {"truncated"}); // 2^64 values, 0 in 64 bits
    refused(npy(dictionary("<f8", "2305843009213693952,"), floats({})), {"truncated"});   // 2^64 bytes
    refused(npy(dictionary("<f4", "99999999999999999999, 2"), floats({1})), {"malformed"});
    refused(npy(dictionary("<f4", "-1, 2"), floats({1})), {"malformed"});
    refused(npy(dictionary("<f4", "0, 2"), ""), {"no values"});
    refused(npy(dictionary("<f4", "2, 0"), ""), {"no values"});
    refused(npy(dictionary("<f4", ""), floats({1})), {"single number"});
    for (const std::string type : {"|O", "<c8", "<U4", "|S1", "<M8[s]", "<f16", "f", "", "<", "<f4x", "<i3"}) {
        refused(npy(dictionary(type, "2, 2"), floats({1, 2, 3, 4})), {"dtype '" + type + "'", "expected float"});
    }
    refused(npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }", floats({1, 2})), {"records"});
    for (const std::string header :
         {"", "{", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4", "{'descr'", "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2, 2)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2}", "{'descr': '<f4', 'fortran_order': False, 'shape': 4}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2 2)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)} x",
          "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'x': 1}", "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 2)}",
          "{'descr': '|f4', 'fortran_order': False, 'shape': (2, 2)}"}) {
        refused(npy(header, floats({1, 2, 3, 4})), {"malformed"});
    }
    std::string huge = good.substr(0, 6) + std::string("\2\0\xFF\xFF\xFF\xFF", 6) + good.substr(10); // a header of 4 GB
    refused(huge, {"header is truncated"});
}

BOOST_AUTO_TEST_CASE(values_that_are_no_finite_floats_are_named) {
    const fixture::Folder folder;
    const auto refused = [&](const std::string& bytes, std::string_view where) {
        fixture::put(folder / "x.npy", bytes);
        check_error([&] { read_npy(folder / "x.npy", 0); }, {"x.npy", where, "finite"});
    };
    refused(npy(dictionary("<f4", "2, 2"), floats({1, 2, NAN, 4})), "row 1, column 0");
    refused(npy(dictionary("<f4", "2, 2"), floats({1, -INFINITY, 3, 4})), "row 0, column 1");
    refused(npy(dictionary("<f4", "2, 2", true), floats({1, 2, NAN, 4})), "row 0, column 1");
    refused(npy(dictionary("<f8", "1,"), bytes_of(1e300)), "row 0, column 0"); // beyond a float
    refused(npy(dictionary("<f2", "1,"), bytes_of(std::uint16_t{0x7C00})), "row 0, column 0");
    refused(npy(dictionary("<f2", "1,"), bytes_of(std::uint16_t{0x7E00})), "row 0, column 0");
}

BOOST_AUTO_TEST_CASE(the_real_digits_load) {
    const auto folder = fixture::shared("data/digits");
    if (folder.empty()) return;
    const Matrix images = read_npy(folder / "x_train_wr.npy", 784);
    BOOST_TEST(images.rows == 10'000U);
    BOOST_TEST(*std::max_element(images.values.begin(), images.values.end()) == 255.0F);
    const Matrix sound = read_npy(folder / "x_test_sp.npy", 507);
    BOOST_TEST(sound.rows == 2'000U);
}
