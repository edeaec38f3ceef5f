#define BOOST_TEST_MODULE safetensors_header
#include "duet/io/safetensors_header.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace duet::io;

namespace {

const std::vector<double> doubles{1, 2, 3, 4, 5, 6};
const std::vector<float> floats{1, 2, 3};

std::string format(const std::vector<TensorView>& tensors, const Metadata& metadata = {}) {
    return format_safetensors_header(tensors, metadata, "out.safetensors");
}

auto says(std::string part) {
    return [part](const duet::Error& error) {
        const std::string what = error.what();
        BOOST_TEST_MESSAGE(what);
        return what.find(part) != std::string::npos && what.starts_with("out.safetensors: ") && what.find('\n') == std::string::npos;
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(the_header_is_what_the_format_says) {
    const std::string expected = R"({"__metadata__":{"model":"a \"b\"","seed":"7"},)"
                                 R"("b.weight":{"dtype":"F64","shape":[2,3],"data_offsets":[0,48]},)"
                                 R"("a":{"dtype":"F32","shape":[3],"data_offsets":[48,60]}})";
    std::string header = format({tensor_view("b.weight", {2, 3}, doubles), tensor_view("a", {3}, floats)}, {{"seed", "7"}, {"model", "a \"b\""}});
    BOOST_TEST(header.size() % 8 == 0U);
    BOOST_TEST(header.size() - expected.size() < 8U);
    BOOST_TEST(header.substr(expected.size()).find_first_not_of(' ') == std::string::npos);
    header.resize(expected.size());
    BOOST_TEST(header == expected);
}

BOOST_AUTO_TEST_CASE(nothing_at_all_is_a_header_too) { BOOST_TEST(format({}) == "{}      "); }

BOOST_AUTO_TEST_CASE(scalars_have_an_empty_shape) {
    const std::vector one{1.0};
    BOOST_TEST(format({tensor_view("x", {}, one)}).starts_with(R"({"x":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_stored_is_refused) {
    const TensorView x = tensor_view("x", {6}, doubles);
    BOOST_CHECK_EXCEPTION(format({x, x}), duet::Error, says("tensor 'x' needs a name of its own"));
    BOOST_CHECK_EXCEPTION(format({tensor_view("", {6}, doubles)}), duet::Error, says("needs a name"));
    BOOST_CHECK_EXCEPTION(format({tensor_view("__metadata__", {6}, doubles)}), duet::Error, says("needs a name"));
    BOOST_CHECK_EXCEPTION(format({tensor_view("x", {5}, doubles)}), duet::Error, says("has 48 bytes, which do not match its shape"));
    BOOST_CHECK_EXCEPTION(format({tensor_view("x", {std::size_t{1} << 62, 8}, doubles)}), duet::Error, says("do not match its shape"));
    BOOST_CHECK_EXCEPTION(format({tensor_view("\xFF", {6}, doubles)}), duet::Error, says("not UTF-8"));
    BOOST_CHECK_EXCEPTION(format({x}, {{"key", "\xC3"}}), duet::Error, says("not UTF-8"));
}

BOOST_AUTO_TEST_CASE(sizes_that_no_memory_has_are_not_counted) {
    const std::size_t huge = std::size_t{1} << 63;
    BOOST_TEST(bytes_of(DType::F32, std::vector<std::size_t>{2, 3}).value() == 24U);
    BOOST_TEST(bytes_of(DType::U8, std::vector<std::size_t>{huge}).value() == huge);
    BOOST_TEST(!bytes_of(DType::F16, std::vector<std::size_t>{huge}).has_value());
    BOOST_TEST(!bytes_of(DType::U8, std::vector<std::size_t>{huge, 2}).has_value());
    BOOST_TEST(bytes_of(DType::U8, std::vector<std::size_t>{0, huge, huge}).value() == 0U);
}

BOOST_AUTO_TEST_CASE(names_are_quoted_short_and_on_one_line) {
    BOOST_TEST(in_quotes("a\nb\x7F") == "'a?b?'");
    BOOST_TEST(in_quotes(std::string(1000, 'x')).size() == 85U);
}
