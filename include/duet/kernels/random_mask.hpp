// Dropout of elements by their index, so that forward and backward, on any thread, drop the same ones.
#pragma once

#include "duet/core/random.hpp"
#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace duet::kernels {

/// Quads of a stream that are made together, whatever the width of vectors.
inline constexpr std::size_t quads_of_block = 16;

/// Words of quads first .. first + 15 of a stream, as RandomStream::quad gives them: word w of quad q stands at [w][q - first].
using RandomQuads = std::array<std::array<std::uint32_t, quads_of_block>, 4>;

/// Makes them.
inline RandomQuads random_quads(const RandomStream& random, std::uint64_t first) {
    using V = Vector<std::uint64_t>;
    constexpr std::size_t vectors = quads_of_block / lanes<std::uint64_t>;
    const V lower(0xFFFFFFFF);
    const V multiplier0(0xD2511F53);
    const V multiplier1(0xCD9E8D57);
    std::array<std::uint64_t, quads_of_block> counters;
    for (std::size_t i = 0; i < quads_of_block; ++i) counters[i] = first + i;
    std::array<std::array<V, vectors>, 4> c;
    unroll<vectors>([&](auto v) __attribute__((always_inline)) {
        const V counter = V::load_unaligned(counters.data() + v * lanes<std::uint64_t>);
        c[0][v] = counter & lower;
        c[1][v] = counter >> 32;
        c[2][v] = V(random.stream & 0xFFFFFFFF);
        c[3][v] = V(random.stream >> 32);
    });
    auto key0 = static_cast<std::uint32_t>(random.seed);
    auto key1 = static_cast<std::uint32_t>(random.seed >> 32);
    for (int round = 0; round < 10; ++round) {
        unroll<vectors>([&](auto v) __attribute__((always_inline)) {
            const V p0 = multiply_lower_halves(c[0][v], multiplier0);
            const V p1 = multiply_lower_halves(c[2][v], multiplier1);
            c[0][v] = (p1 >> 32) ^ c[1][v] ^ V(std::uint64_t{key0});
            c[1][v] = p1 & lower;
            c[2][v] = (p0 >> 32) ^ c[3][v] ^ V(std::uint64_t{key1});
            c[3][v] = p0 & lower;
        });
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
    RandomQuads words;
    for (std::size_t w = 0; w < 4; ++w) {
        std::array<std::uint64_t, quads_of_block> wide;
        unroll<vectors>([&](auto v) __attribute__((always_inline)) { c[w][v].store_unaligned(wide.data() + v * lanes<std::uint64_t>); });
        for (std::size_t i = 0; i < quads_of_block; ++i) words[w][i] = static_cast<std::uint32_t>(wide[i]);
    }
    return words;
}

/// Elements that one block of quads decides, by 16 bits each.
inline constexpr std::size_t mask_block = 8 * quads_of_block;

/// The factors of elements 128 block .. 128 block + 127: 1 / (1 - probability), or 0 with the probability, rounded to a multiple of 2^-16.
template <class T>
std::array<T, mask_block> dropout_factors(const RandomStream& random, std::uint64_t block, double probability) {
    const auto threshold = static_cast<std::uint32_t>(probability * 0x1p16 + 0.5);
    const T scale = static_cast<T>(1 / (1 - probability));
    const RandomQuads words = random_quads(random, block * quads_of_block);
    std::array<T, mask_block> factors;
    for (std::size_t half = 0; half < 2; ++half) {
        for (std::size_t w = 0; w < 4; ++w) {
            T* const to = factors.data() + (half * 4 + w) * quads_of_block;
            for (std::size_t i = 0; i < quads_of_block; ++i) to[i] = (words[w][i] >> (16 * half) & 0xFFFF) < threshold ? T{} : scale;
        }
    }
    return factors;
}

/// Calls visit(done, factors, length) for runs of the elements first .. first + count - 1, of which `done` have gone before.
template <class T, class F>
void for_dropout_factors(const RandomStream& random, std::size_t first, std::size_t count, double probability, const F& visit) {
    for (std::size_t done = 0; done < count;) {
        const std::size_t within = (first + done) % mask_block;
        const std::size_t length = std::min(count - done, mask_block - within);
        const std::array<T, mask_block> factors = dropout_factors<T>(random, (first + done) / mask_block, probability);
        visit(done, factors.data() + within, length);
        done += length;
    }
}

/// y[i] = x[i] times the factor of element first + i, for i in 0 .. count - 1; y may be x.
template <class T>
void apply_random_mask(const RandomStream& random, std::size_t first, std::size_t count, double probability, const T* x, T* y) {
    for_dropout_factors<T>(random, first, count, probability, [&](std::size_t done, const T* factors, std::size_t length) {
        for (std::size_t i = 0; i < length; ++i) y[done + i] = x[done + i] * factors[i];
    });
}

} // namespace duet::kernels
