#define BOOST_TEST_MODULE tensor
#include "duet/io/tensor.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace duet::io;

namespace {

template <class T>
std::vector<double> doubles_of(const std::vector<T>& values) {
    return tensor_view("x", {values.size()}, values).to_doubles();
}

/// Values of a 16-bit float type from their bits.
std::vector<double> doubles_of(DType dtype, const std::vector<std::uint16_t>& bits) {
    TensorView view = tensor_view("x", {bits.size()}, bits);
    view.dtype = dtype;
    return view.to_doubles();
}

} // namespace

BOOST_AUTO_TEST_CASE(every_dtype_is_found_by_its_name_and_stands_in_its_place) {
    for (const DTypeFacts& facts : dtypes) {
        BOOST_TEST((dtype_named(facts.name) == facts.dtype));
        BOOST_TEST(name_of(facts.dtype) == facts.name);
        BOOST_TEST(bytes_of(facts.dtype) == facts.bytes);
    }
    BOOST_TEST(!dtype_named("F8_E4M3").has_value());
    BOOST_TEST(!dtype_named("f32").has_value());
    BOOST_TEST(!dtype_named("").has_value());
}

BOOST_AUTO_TEST_CASE(dtypes_of_cpp_types) {
    static_assert(dtype_of<double> == DType::F64 && dtype_of<float> == DType::F32 && dtype_of<bool> == DType::Bool);
    static_assert(dtype_of<std::int64_t> == DType::I64 && dtype_of<std::int32_t> == DType::I32);
    static_assert(dtype_of<std::int16_t> == DType::I16 && dtype_of<std::int8_t> == DType::I8);
    static_assert(dtype_of<std::uint64_t> == DType::U64 && dtype_of<std::uint32_t> == DType::U32);
    static_assert(dtype_of<std::uint16_t> == DType::U16 && dtype_of<std::uint8_t> == DType::U8);
    BOOST_TEST(dtypes.size() == 13U);
}

BOOST_AUTO_TEST_CASE(numbers_of_every_type_become_doubles) {
    const auto tolerance = boost::test_tools::per_element();
    BOOST_TEST(doubles_of<double>({1.5, -1e300}) == (std::vector{1.5, -1e300}), tolerance);
    BOOST_TEST(doubles_of<float>({1.5F, -0.25F}) == (std::vector{1.5, -0.25}), tolerance);
    BOOST_TEST(doubles_of<std::int64_t>({-3, std::int64_t{1} << 52}) == (std::vector{-3.0, 0x1p52}), tolerance);
    BOOST_TEST(doubles_of<std::int32_t>({-70000, 5}) == (std::vector{-70000.0, 5.0}), tolerance);
    BOOST_TEST(doubles_of<std::int16_t>({-300, 300}) == (std::vector{-300.0, 300.0}), tolerance);
    BOOST_TEST(doubles_of<std::int8_t>({-128, 127}) == (std::vector{-128.0, 127.0}), tolerance);
    BOOST_TEST(doubles_of<std::uint64_t>({std::uint64_t{1} << 63}) == (std::vector{0x1p63}), tolerance);
    BOOST_TEST(doubles_of<std::uint32_t>({4000000000U}) == (std::vector{4e9}), tolerance);
    BOOST_TEST(doubles_of<std::uint16_t>({65535}) == (std::vector{65535.0}), tolerance);
    BOOST_TEST(doubles_of<std::uint8_t>({0, 255}) == (std::vector{0.0, 255.0}), tolerance);
}

BOOST_AUTO_TEST_CASE(the_short_floats_become_doubles) {
    const auto tolerance = boost::test_tools::per_element();
    const double infinity = std::numeric_limits<double>::infinity();
    // One, minus two, the greatest, the least subnormal, infinity.
    BOOST_TEST(doubles_of(DType::F16, {0x3C00, 0xC000, 0x7BFF, 0x0001, 0x7C00}) == (std::vector{1.0, -2.0, 65504.0, 0x1p-24, infinity}), tolerance);
    BOOST_TEST(doubles_of(DType::BF16, {0x3F80, 0xC000, 0x3FC0, 0x0080, 0xFF80}) == (std::vector{1.0, -2.0, 1.5, 0x1p-126, -infinity}), tolerance);
}

BOOST_AUTO_TEST_CASE(any_byte_but_zero_is_true) {
    const std::vector<std::uint8_t> bytes{0, 1, 2};
    TensorView view = tensor_view("x", {3}, bytes);
    view.dtype = DType::Bool;
    BOOST_TEST(view.to_floats() == (std::vector{0.0F, 1.0F, 1.0F}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(doubles_round_to_the_nearest_float) {
    const std::vector values{0.1, 1.0 + 0x1p-25, -1e-50};
    BOOST_TEST(tensor_view("x", {3}, values).to_floats() == (std::vector{0.1F, 1.0F, -0.0F}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(elements_at_any_alignment_are_read) {
    std::vector<std::byte> bytes(1 + 2 * sizeof(double));
    const std::vector values{3.25, -7.5};
    std::memcpy(bytes.data() + 1, values.data(), 2 * sizeof(double));
    const TensorView view{"x", DType::F64, {2}, std::span(bytes).subspan(1)};
    BOOST_TEST(view.size() == 2U);
    BOOST_TEST(view.to_doubles() == values, boost::test_tools::per_element());
}
