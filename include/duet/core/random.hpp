// Counter-based random numbers: the value at an index is a function of (seed, stream, index) alone, so any thread can make any part.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

namespace duet {

/// Philox 4x32-10: four random words of a 128-bit counter under a 64-bit key.
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
                   static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

/// Mixes two words into one (the finaliser of SplitMix64): derives a child stream from a parent and an index.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t z = a + 0x9E3779B97F4A7C15 * (b + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

/// An infinite indexed sequence of random words.
struct RandomStream {
    std::uint64_t seed = 0;   ///< the whole sequence's key: `--seed` of a program
    std::uint64_t stream = 0; ///< which of the seed's 2^64 sequences

    /// Another sequence of the same seed, for each index.
    [[nodiscard]] constexpr RandomStream child(std::uint64_t index) const { return {seed, mix(stream, index)}; }

    /// Words 4*quad .. 4*quad+3 of the sequence.
    [[nodiscard]] constexpr std::array<std::uint32_t, 4> quad(std::uint64_t quad) const {
        return philox({static_cast<std::uint32_t>(quad), static_cast<std::uint32_t>(quad >> 32), static_cast<std::uint32_t>(stream),
                       static_cast<std::uint32_t>(stream >> 32)},
                      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
    }
};

/// Reads a stream from its start, one number after another. Satisfies std::uniform_random_bit_generator.
class Random {
public:
    using result_type = std::uint32_t; ///< what std::uniform_random_bit_generator asks for

    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : stream_{seed, stream} {} ///< the stream of a seed and an index
    explicit Random(RandomStream stream) : stream_(stream) {}                                ///< from its start

    static constexpr result_type min() { return 0; }                                       ///< the least word
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); } ///< the largest word

    /// The next word.
    result_type operator()() {
        if (next_ % 4 == 0) words_ = stream_.quad(next_ / 4);
        return words_[next_++ % 4];
    }

    /// Uniform in [0, 1), 53 bits.
    double uniform() {
        const std::uint64_t high = (*this)() >> 5;
        const std::uint64_t low = (*this)() >> 6;
        return static_cast<double>((high << 26) | low) * 0x1p-53;
    }
    double uniform(double low, double high) { return low + (high - low) * uniform(); } ///< in [low, high)

    /// Standard normal (Box and Muller 1958, the cosine half).
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }

    /// Uniform in 0 .. count-1 (count > 0).
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(uniform() * static_cast<double>(count)); }

    /// Fisher and Yates: every order equally likely, the same on every platform (std::shuffle is not).
    template <class T>
    void shuffle(std::span<T> items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    RandomStream stream_;
    std::uint64_t next_ = 0;
    std::array<std::uint32_t, 4> words_{};
};

} // namespace duet
