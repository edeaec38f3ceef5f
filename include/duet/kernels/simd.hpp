// xsimd's vectors as the kernels use them, and loops that the compiler sees unrolled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

// g++ 12 takes its own AVX-512 intrinsics for uninitialised (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#pragma GCC diagnostic pop

namespace duet::kernels {

/// A vector register of `T`.
template <class T>
using Vector = xsimd::batch<T>;

/// Elements of one vector register.
template <class T>
inline constexpr std::size_t lanes = Vector<T>::size;

/// `count` rounded up to whole vectors.
template <class T>
constexpr std::size_t whole_vectors(std::size_t count) {
    return (count + lanes<T> - 1) / lanes<T> * lanes<T>;
}

/// Vector registers of the machine: 32 with AVX-512 and on 64-bit ARM, 16 with SSE and AVX.
template <class T>
inline constexpr std::size_t vector_registers = sizeof(Vector<T>) == 64 ? 32 : 16;

/// The products, of 64 bits, of the lower halves of each lane.
inline Vector<std::uint64_t> multiply_lower_halves(const Vector<std::uint64_t>& a, const Vector<std::uint64_t>& b) {
#if defined(__AVX512F__)
    if constexpr (sizeof(a) == 64) return _mm512_mul_epu32(a, b);
#elif defined(__AVX2__)
    if constexpr (sizeof(a) == 32) return _mm256_mul_epu32(a, b);
#elif defined(__SSE2__)
    if constexpr (sizeof(a) == 16) return _mm_mul_epu32(a, b);
#endif
    const Vector<std::uint64_t> lower(0xFFFFFFFF);
    return (a & lower) * (b & lower);
}

/// body(0) .. body(Count - 1), each index a constant: arrays that are indexed by it stay in registers.
template <std::size_t Count, class F>
[[gnu::always_inline]] inline void unroll(const F& body) {
    const auto call = [&]<std::size_t... I>(std::index_sequence<I...>)
                          __attribute__((always_inline)) { (body(std::integral_constant<std::size_t, I>{}), ...); };
    call(std::make_index_sequence<Count>{});
}

/// Cuts 0 .. Total - 1 into the fewest runs of at most `Most`, of lengths that differ by one at most: body(length, begin), `length` a constant.
template <std::size_t Total, std::size_t Most, class F>
[[gnu::always_inline]] inline void for_even_tiles(const F& body) {
    constexpr std::size_t tiles = (Total + Most - 1) / Most;
    constexpr std::size_t length = Total / tiles;
    constexpr std::size_t longer = Total % tiles;
    std::size_t begin = 0;
    for (std::size_t tile = 0; tile < longer; ++tile, begin += length + 1) body(std::integral_constant<std::size_t, length + 1>{}, begin);
    for (std::size_t tile = longer; tile < tiles; ++tile, begin += length) body(std::integral_constant<std::size_t, length>{}, begin);
}

} // namespace duet::kernels
