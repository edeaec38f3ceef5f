// Dropout of elements by their index, so that forward and backward, on any thread, drop the same ones.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/random.hpp"
#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace duet::kernels {

/// Quads of a stream that are made together, whatever the width of vectors.
inline constexpr std::size_t quads_of_block = 16;

/// Words of quads first .. first + 15 of a stream, as RandomStream::quad gives them: word w of quad q stands at 32 (w / 2) + 2 (q - first) + w % 2.
struct RandomQuads {
    alignas(alignment) std::array<std::uint32_t, 4 * quads_of_block> words; ///< 32 random bits each
};

/// Makes them.
inline RandomQuads random_quads(const RandomStream& random, std::uint64_t first) {
    using V = Vector<std::uint64_t>;
    static_assert(std::endian::native == std::endian::little);
    constexpr std::size_t vectors = quads_of_block / lanes<std::uint64_t>;
    // Constant memory: a counter that is stored narrowly and read widely waits for the store.
    alignas(alignment) static constexpr std::array<std::uint64_t, quads_of_block> offsets{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const V multiplier0(0xD2511F53);
    const V multiplier1(0xCD9E8D57);
    // Of each lane the lower half counts; what stands above it is left to lie.
    std::array<std::array<V, vectors>, 4> c;
    unroll<vectors>([&](auto v) __attribute__((always_inline)) {
        c[0][v] = V(first) + V::load_aligned(offsets.data() + v * lanes<std::uint64_t>);
        c[1][v] = c[0][v] >> 32;
        c[2][v] = V(random.stream);
        c[3][v] = V(random.stream >> 32);
    });
    auto key0 = static_cast<std::uint32_t>(random.seed);
    auto key1 = static_cast<std::uint32_t>(random.seed >> 32);
    for (int round = 0; round < 10; ++round) {
        unroll<vectors>([&](auto v) __attribute__((always_inline)) {
            const V p0 = multiply_lower_halves(c[0][v], multiplier0);
            const V p1 = multiply_lower_halves(c[2][v], multiplier1);
            c[0][v] = (p1 >> 32) ^ c[1][v] ^ V(std::uint64_t{key0});
            c[1][v] = p1;
            c[2][v] = (p0 >> 32) ^ c[3][v] ^ V(std::uint64_t{key1});
            c[3][v] = p0;
        });
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
    const V lower(0xFFFFFFFF);
    RandomQuads quads;
    unroll<2>([&](auto pair) __attribute__((always_inline)) {
        unroll<vectors>([&](auto v) __attribute__((always_inline)) {
            const V words = (c[2 * pair][v] & lower) | (c[2 * pair + 1][v] << 32);
            xsimd::bitwise_cast<Vector<std::uint32_t>>(words).store_aligned(quads.words.data() +
                                                                            2 * (pair * quads_of_block + v * lanes<std::uint64_t>));
        });
    });
    return quads;
}

/// Elements that one block of quads decides, by 16 bits each.
inline constexpr std::size_t mask_block = 8 * quads_of_block;

/// What becomes of elements: 0 with the probability, rounded to a multiple of 2^-16, else times what keeps the expectation.
template <class T>
struct DropoutFactor {
    std::uint32_t threshold; ///< numbers of 16 bits below it strike an element
    T kept;                  ///< the factor of what is kept: 1 / (1 - probability)

    /// Of striking an element, in [0, 1).
    explicit DropoutFactor(double probability)
        : threshold(std::min(static_cast<std::uint32_t>(std::lround(probability * 0x1p16)), 0xFFFFU)),
          kept(static_cast<T>(0x1p16 / (0x1p16 - static_cast<double>(threshold)))) {}

    /// Writes the factors of elements 128 block .. 128 block + 127 to aligned memory. Elements 0 .. 63 of these take the lower halves of the 64
    /// words, as they stand in RandomQuads, and 64 .. 127 the upper.
    void write(const RandomStream& random, std::uint64_t block, T* to) const {
        const RandomQuads quads = random_quads(random, block * quads_of_block);
        if constexpr (sizeof(T) == sizeof(std::uint32_t)) {
            using W = Vector<std::uint32_t>;
            for (std::size_t i = 0; i < mask_block / 2; i += lanes<std::uint32_t>) {
                const W words = W::load_aligned(quads.words.data() + i);
                const auto factors = [&](const W& halves) { // compared as floats: xsimd's selection of integers takes -O1 to compile
                    const auto number = xsimd::batch_cast<T>(xsimd::bitwise_cast<Vector<std::int32_t>>(halves));
                    return xsimd::select(number < Vector<T>(static_cast<T>(threshold)), Vector<T>(T{}), Vector<T>(kept));
                };
                factors(words & W(0xFFFFU)).store_aligned(to + i);
                factors(words >> 16).store_aligned(to + mask_block / 2 + i);
            }
        } else {
            for (std::size_t i = 0; i < mask_block / 2; ++i) to[i] = (quads.words[i] & 0xFFFF) < threshold ? T{} : kept;
            for (std::size_t i = 0; i < mask_block / 2; ++i) to[mask_block / 2 + i] = quads.words[i] >> 16 < threshold ? T{} : kept;
        }
    }
};

/// Calls visit(done, factors, length) for runs of the elements first .. first + count - 1, of which `done` have gone before.
template <class T, class F>
void for_dropout_factors(const RandomStream& random, std::size_t first, std::size_t count, double probability, const F& visit) {
    const DropoutFactor<T> factor(probability);
    alignas(alignment) std::array<T, mask_block> factors;
    for (std::size_t done = 0; done < count;) {
        const std::size_t within = (first + done) % mask_block;
        const std::size_t length = std::min(count - done, mask_block - within);
        factor.write(random, (first + done) / mask_block, factors.data());
        visit(done, factors.data() + within, length);
        done += length;
    }
}

/// y[i] = x[i] times the factor of element first + i, for i in 0 .. count - 1; y may be x.
template <class T>
void apply_random_mask(const RandomStream& random, std::size_t first, std::size_t count, double probability, const T* x, T* y) {
    for_dropout_factors<T>(random, first, count, probability, [&](std::size_t done, const T* factors, std::size_t length) {
        if (length == mask_block) {
            for (std::size_t i = 0; i < mask_block; i += lanes<T>) {
                (Vector<T>::load_unaligned(x + done + i) * Vector<T>::load_aligned(factors + i)).store_unaligned(y + done + i);
            }
        } else {
            for (std::size_t i = 0; i < length; ++i) y[done + i] = x[done + i] * factors[i];
        }
    });
}

} // namespace duet::kernels
