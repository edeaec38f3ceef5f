// From the bytes of a numeric array to floats.
#pragma once

#include "duet/data/npy_header.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace duet::data {

/// The value of an IEEE 754 binary16.
inline float half_to_float(std::uint16_t half) {
    const int exponent = (half >> 10) & 31;
    const int fraction = half & 1023;
    const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
    if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
    if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
    return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

/// `destination.size()` items that lie back to back at `source`, each a `T` whose bits are kept in a `Bits`. A loop of its own per type and byte
/// order, so that each vectorises.
template <class T, class Bits, bool Swap>
void decode_items(const std::byte* source, std::span<float> destination) {
    for (std::size_t i = 0; i < destination.size(); ++i) {
        Bits bits;
        std::memcpy(&bits, source + i * sizeof(Bits), sizeof(Bits));
        if constexpr (Swap && sizeof(Bits) == 2) bits = __builtin_bswap16(bits);
        if constexpr (Swap && sizeof(Bits) == 4) bits = __builtin_bswap32(bits);
        if constexpr (Swap && sizeof(Bits) == 8) bits = __builtin_bswap64(bits);
        destination[i] = static_cast<float>(std::bit_cast<T>(bits));
    }
}

/// A binary16 in the shape `decode_items` wants.
struct Half {
    std::uint16_t bits;                                             ///< 1 of sign, 5 of exponent, 10 of mantissa
    explicit operator float() const { return half_to_float(bits); } ///< exact
};

/// A bool: any byte but 0 is true.
struct Truth {
    std::uint8_t bits;                                                  ///< numpy writes 0 or 1
    explicit operator float() const { return bits != 0 ? 1.0F : 0.0F; } ///< 0 or 1
};

/// Turns as many items of `source` into floats as `destination` holds.
using Decoder = void (*)(const std::byte* source, std::span<float> destination);

/// The decoder of items of type `T` kept in `Bits`; `swap`: of the other byte order.
template <class T, class Bits>
Decoder decoder_of(bool swap) {
    return swap ? decode_items<T, Bits, true> : decode_items<T, Bits, false>;
}

/// The function that turns items of a header's dtype into floats (rounded to the nearest).
inline Decoder decoder(const NpyHeader& header) {
    constexpr char foreign = std::endian::native == std::endian::little ? '>' : '<';
    const bool swap = header.byte_order == foreign;
    if (header.kind == 'b') return decoder_of<Truth, std::uint8_t>(false);
    const bool is_signed = header.kind == 'i';
    if (header.kind == 'f') {
        if (header.item_size == 2) return decoder_of<Half, std::uint16_t>(swap);
        return header.item_size == 4 ? decoder_of<float, std::uint32_t>(swap) : decoder_of<double, std::uint64_t>(swap);
    }
    switch (header.item_size) {
    case 1: return is_signed ? decoder_of<std::int8_t, std::uint8_t>(false) : decoder_of<std::uint8_t, std::uint8_t>(false);
    case 2: return is_signed ? decoder_of<std::int16_t, std::uint16_t>(swap) : decoder_of<std::uint16_t, std::uint16_t>(swap);
    case 4: return is_signed ? decoder_of<std::int32_t, std::uint32_t>(swap) : decoder_of<std::uint32_t, std::uint32_t>(swap);
    default: return is_signed ? decoder_of<std::int64_t, std::uint64_t>(swap) : decoder_of<std::uint64_t, std::uint64_t>(swap);
    }
}

/// Whether a value is a number: by its bits, so that it holds under -ffast-math too.
inline bool is_finite(float value) { return (std::bit_cast<std::uint32_t>(value) & 0x7F800000U) != 0x7F800000U; }

/// The index of the first NaN or infinity; `values.size()` if there is none.
inline std::size_t first_not_finite(std::span<const float> values) {
    bool bad = false;
    for (const float value : values) bad |= !is_finite(value); // no early exit: this form vectorises
    std::size_t i = bad ? 0 : values.size();
    while (bad && is_finite(values[i])) ++i;
    return i;
}

} // namespace duet::data
