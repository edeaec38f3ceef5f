#define BOOST_TEST_MODULE safetensors_header_reader
#include "duet/io/safetensors_header_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace duet::io;

namespace {

SafeTensorsHeader parse(const std::string& text, std::uint64_t data_size) { return parse_safetensors_header(text, data_size, "in.safetensors"); }

/// `text` is refused in one line that names the file and says `part`.
void refused(const std::string& text, std::uint64_t data_size, const std::string& part) {
    BOOST_TEST_CONTEXT(text.substr(0, 200)) {
        BOOST_CHECK_EXCEPTION(parse(text, data_size), duet::Error, [&](const duet::Error& error) {
            const std::string what = error.what();
            BOOST_TEST_MESSAGE(what);
            return what.find(part) != std::string::npos && what.starts_with("in.safetensors: ") && what.find('\n') == std::string::npos &&
                   what.size() < 300;
        });
    }
}

/// An entry named `name` of F32 with this shape at these bytes.
std::string entry(const std::string& name, const std::string& shape, const std::string& offsets) {
    return "\"" + name + R"(":{"dtype":"F32","shape":[)" + shape + R"(],"data_offsets":[)" + offsets + "]}";
}

std::string object(const std::string& fields) { return "{" + fields + "}"; }

} // namespace

BOOST_AUTO_TEST_CASE(a_header_is_read_with_its_metadata_in_the_order_of_its_data) {
    // Fields in another order, keys not in the order of the data, white space within and behind: all are allowed.
    const SafeTensorsHeader header = parse(R"({ "second" : {"shape":[2,2],"data_offsets":[4,20],"dtype":"F32"}, "__metadata__":{"a":"1","b":"\u00e9"},
        "first":{"dtype":"I16","shape":[2],"data_offsets":[0,4]},"empty":{"dtype":"U8","shape":[0,7],"data_offsets":[20,20]} }   )",
                                           20);
    BOOST_TEST((header.metadata == Metadata{{"a", "1"}, {"b", "\xC3\xA9"}}));
    BOOST_REQUIRE(header.tensors.size() == 3U);
    BOOST_TEST(header.tensors[0].name == "first");
    BOOST_TEST((header.tensors[0].dtype == DType::I16));
    BOOST_TEST(header.tensors[1].name == "second");
    BOOST_TEST((header.tensors[1].shape == std::vector<std::size_t>{2, 2}));
    BOOST_TEST(header.tensors[1].begin == 4U);
    BOOST_TEST(header.tensors[1].end == 20U);
    BOOST_TEST(header.tensors[2].name == "empty");
}

BOOST_AUTO_TEST_CASE(no_tensors_and_no_metadata_are_allowed) {
    BOOST_TEST(parse("{}", 0).tensors.empty());
    BOOST_TEST(parse(R"({"__metadata__":{}})", 0).metadata.empty());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_one_json_object_is_refused) {
    refused("", 0, "does not begin with '{'");
    refused(" {}", 0, "does not begin with '{'");
    refused("[]", 0, "does not begin with '{'");
    refused("\xEF\xBB\xBF{}", 0, "does not begin with '{'");
    refused("{", 0, "not valid JSON");
    refused("{}{}", 0, "not valid JSON");
    refused("{\"a\":}", 0, "not valid JSON");
    refused("{\"a\xFF\":{}}", 0, "not valid JSON");
    refused(std::string("{}\0\0", 4), 0, "not valid JSON");
    refused(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,1e999]}})", 4, "not valid JSON");
}

BOOST_AUTO_TEST_CASE(deep_nesting_costs_nothing) {
    std::string arrays(1'000'000, '[');
    refused("{\"a\":" + arrays, 0, "tensor 'a' is an array");
    refused(R"({"a":{"shape":)" + arrays, 0, "'shape' of 'a' is an array");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    refused(objects, 0, "unknown field 'a'");
    refused(R"({"__metadata__":)" + objects, 0, "metadata 'a' of '__metadata__' is an object");
}

BOOST_AUTO_TEST_CASE(fields_that_are_missing_unknown_or_of_another_type_are_refused) {
    refused(R"({"a":{}})", 0, "tensor 'a' needs dtype, shape and data_offsets");
    refused(R"({"a":{"dtype":"F32","shape":[1]}})", 4, "needs dtype, shape and data_offsets");
    refused(R"({"a":3})", 0, "tensor 'a' is a number");
    refused(R"({"a":null})", 0, "tensor 'a' is null");
    refused(R"({"a":"F32"})", 0, "tensor 'a' is a string");
    refused(R"({"a":{"dtype":true}})", 0, "'dtype' of 'a' is a boolean");
    refused(R"({"a":{"dtype":["F32"]}})", 0, "'dtype' of 'a' is an array");
    refused(R"({"a":{"dtype":"F32","shape":4}})", 0, "'shape' of 'a' is a number");
    refused(R"({"a":{"shape":["4"]}})", 0, "'shape' of 'a' is a string");
    refused(R"({"a":{"shape":{"0":4}}})", 0, "'shape' of 'a' is an object");
    refused(R"({"a":{"colour":"red"}})", 0, "unknown field 'colour'");
    refused(R"({"__metadata__":{"seed":7}})", 0, "metadata 'seed' of '__metadata__' is a number; expected strings");
    refused(R"({"__metadata__":[]})", 0, "metadata '__metadata__' is an array");
    refused(object(entry("a", "-1", "0,4")), 4, "is a negative number");
    refused(object(entry("a", "1.0", "0,4")), 4, "is not a whole number");
    refused(object(entry("a", "18446744073709551616", "0,4")), 4, "is not a whole number");
    refused(object(entry("a", "1", "0")), 4, "'data_offsets' of 'a' is not a pair");
    refused(object(entry("a", "1", "0,4,8")), 4, "'data_offsets' of 'a' is not a pair");
}

BOOST_AUTO_TEST_CASE(names_that_occur_twice_are_refused) {
    refused(object(entry("a", "1", "0,4") + "," + entry("a", "1", "4,8")), 8, "'a' occurs twice");
    refused(R"({"a":{"dtype":"F32","dtype":"F32"}})", 0, "'dtype' of tensor 'a' occurs twice");
    refused(R"({"__metadata__":{"k":"1","k":"2"}})", 0, "metadata 'k' occurs twice");
    refused(R"({"__metadata__":{},"__metadata__":{}})", 0, "'__metadata__' occurs twice");
}

BOOST_AUTO_TEST_CASE(unknown_dtypes_are_refused) {
    refused(R"({"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", 4, "dtype 'F8_E4M3'; expected F64");
    refused(R"({"a":{"dtype":"\n","shape":[4],"data_offsets":[0,4]}})", 4, "dtype '?'");
}

BOOST_AUTO_TEST_CASE(offsets_that_do_not_tile_the_data_are_refused) {
    refused(object(entry("a", "1", "0,4")), 3, "lies at bytes 0 to 4 of 3");
    refused(object(entry("a", "1", "4,0")), 8, "lies at bytes 4 to 0 of 8");
    refused(object(entry("a", "1", "18446744073709551612,18446744073709551615")), 8, "lies at bytes");
    refused(object(entry("a", "1", "0,4")), 8, "has 8 bytes of data; its tensors take 4");
    refused(object(entry("a", "1", "4,8")), 8, "leaves a hole before it");
    refused(object(entry("a", "1", "0,4") + "," + entry("b", "1", "8,12")), 12, "tensor 'b' leaves a hole");
    refused(object(entry("a", "2", "0,8") + "," + entry("b", "2", "4,12")), 12, "tensor 'b' overlaps");
    refused(object(entry("a", "2", "0,8") + "," + entry("b", "2", "0,8")), 8, "tensor 'b' overlaps");
    refused("{}", 8, "its tensors take 0");
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_match_the_shape_are_refused) {
    refused(object(entry("a", "2", "0,4")), 4, "which take 8 bytes");
    refused(object(entry("a", "", "0,8")), 8, "which take 4 bytes");
    refused(object(entry("a", "0", "0,4")), 4, "which take 0 bytes");
    // 2^62 * 4 bytes is 2^64, which wraps to 0.
    refused(object(entry("a", "4611686018427387904", "0,0")), 0, "which take more than 64 bits can count");
    refused(object(entry("a", "4294967296,4294967296", "0,0")), 0, "which take more than 64 bits can count");
}

BOOST_AUTO_TEST_CASE(floods_of_keys_and_of_numbers_are_refused) {
    std::string metadata = R"({"__metadata__":{"first":"")";
    for (int i = 0; i < 1'000'001; ++i) metadata += ",\"" + std::to_string(i) + "\":\"\"";
    refused(metadata + "}}", 0, "more than 1000000 keys");
    std::string ones = "1";
    for (int i = 0; i < 100; ++i) ones += ",1";
    refused(object(entry("a", ones, "0,4")), 4, "'shape' of 'a' is too long");
    refused(object(entry(std::string(1'000'000, 'n'), "2", "0,4")), 4, "nnn...'");
}
