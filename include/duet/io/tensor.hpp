// Named tensors of any numeric type, as files of weights hold them.
#pragma once

#include "duet/data/npy_values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet::io {

static_assert(std::endian::native == std::endian::little, "weights are stored little-endian and read without swapping");

/// What one element is. Named as safetensors names them; BF16 is the upper half of an F32.
enum class DType : std::uint8_t { F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, Bool };

/// A type, its name in the file, and the size of an element.
struct DTypeFacts {
    DType dtype;           ///< which
    std::string_view name; ///< as a file writes it
    std::size_t bytes;     ///< of one element
};
/// In the order of the enumeration.
inline constexpr std::array<DTypeFacts, 13> dtypes{{{DType::F64, "F64", 8},
                                                    {DType::F32, "F32", 4},
                                                    {DType::F16, "F16", 2},
                                                    {DType::BF16, "BF16", 2},
                                                    {DType::I64, "I64", 8},
                                                    {DType::I32, "I32", 4},
                                                    {DType::I16, "I16", 2},
                                                    {DType::I8, "I8", 1},
                                                    {DType::U64, "U64", 8},
                                                    {DType::U32, "U32", 4},
                                                    {DType::U16, "U16", 2},
                                                    {DType::U8, "U8", 1},
                                                    {DType::Bool, "BOOL", 1}}};

/// Its name in the file: "F32".
constexpr std::string_view name_of(DType dtype) { return dtypes[static_cast<std::size_t>(dtype)].name; }
/// Bytes of an element.
constexpr std::size_t bytes_of(DType dtype) { return dtypes[static_cast<std::size_t>(dtype)].bytes; }

/// The type of a name such as "F32"; none for a name that is not known.
constexpr std::optional<DType> dtype_named(std::string_view name) {
    const auto* found = std::find_if(dtypes.begin(), dtypes.end(), [&](const DTypeFacts& facts) { return facts.name == name; });
    return found == dtypes.end() ? std::nullopt : std::optional(found->dtype);
}

/// The DType of a C++ type.
template <class T>
requires std::floating_point<T> || std::integral<T>
inline constexpr DType dtype_of = [] {
    static_assert(sizeof(T) <= 8, "a tensor's element has at most 8 bytes");
    if (std::same_as<T, bool>) return DType::Bool;
    if (std::floating_point<T>) return sizeof(T) == 8 ? DType::F64 : DType::F32;
    constexpr std::array whole{DType::I8, DType::I16, DType::I32, DType::I64, DType::U8, DType::U16, DType::U32, DType::U64};
    return whole[static_cast<std::size_t>(std::countr_zero(sizeof(T))) + (std::unsigned_integral<T> ? 4 : 0)];
}();

/// A tensor whose elements lie elsewhere: contiguous, row-major, little-endian, at any alignment. Shape () holds one element.
struct TensorView {
    std::string name;                 ///< dotted
    DType dtype = DType::F32;         ///< of its elements
    std::vector<std::size_t> shape;   ///< extents, outermost first; none is a single value
    std::span<const std::byte> bytes; ///< of all elements, row-major, little-endian

    /// How many elements.
    [[nodiscard]] std::size_t size() const { return bytes.size() / bytes_of(dtype); }

    /// The elements, rounded to the nearest where the type is wider.
    [[nodiscard]] std::vector<float> to_floats() const { return converted<float>(); }
    /// All elements, whatever their type.
    [[nodiscard]] std::vector<double> to_doubles() const { return converted<double>(); }

private:
    template <class Stored, class T>
    void convert(std::vector<T>& values, auto decode) const {
        for (std::size_t i = 0; i < values.size(); ++i) {
            Stored stored;
            std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
            values[i] = static_cast<T>(decode(stored));
        }
    }

    template <class T>
    [[nodiscard]] std::vector<T> converted() const {
        std::vector<T> values(size());
        const auto same = [](auto stored) { return stored; };
        switch (dtype) {
        case DType::F64: convert<double>(values, same); break;
        case DType::F32: convert<float>(values, same); break;
        case DType::F16: convert<std::uint16_t>(values, data::half_to_float); break;
        case DType::BF16: convert<std::uint16_t>(values, [](std::uint16_t upper) { return std::bit_cast<float>(std::uint32_t{upper} << 16); }); break;
        case DType::I64: convert<std::int64_t>(values, same); break;
        case DType::I32: convert<std::int32_t>(values, same); break;
        case DType::I16: convert<std::int16_t>(values, same); break;
        case DType::I8: convert<std::int8_t>(values, same); break;
        case DType::U64: convert<std::uint64_t>(values, same); break;
        case DType::U32: convert<std::uint32_t>(values, same); break;
        case DType::U16: convert<std::uint16_t>(values, same); break;
        case DType::U8: convert<std::uint8_t>(values, same); break;
        case DType::Bool: convert<std::uint8_t>(values, [](std::uint8_t stored) { return stored != 0; }); break;
        }
        return values;
    }
};

/// `values` (a vector, span, array: contiguous, row-major) under a name and a shape. The values must outlive the view.
template <std::ranges::contiguous_range Values>
requires std::ranges::borrowed_range<Values>
TensorView tensor_view(std::string name, std::vector<std::size_t> shape, Values&& values) {
    const std::span elements(values);
    return {std::move(name), dtype_of<std::ranges::range_value_t<Values>>, std::move(shape), std::as_bytes(elements)};
}

} // namespace duet::io
