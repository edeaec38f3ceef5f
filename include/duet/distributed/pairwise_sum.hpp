// Sums of arrays as a binary tree, made while the arrays come one after another.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <span>

namespace duet {

/// values += others, on `threads` threads; no bit depends on them.
template <class T>
void add_values(int threads, std::span<const T> others, std::span<T> values) {
    for_slots(values.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) values[i] += others[i];
    });
}

/// Adds up `leaves` arrays, a power of two, as a balanced binary tree, in the memory of log2(leaves) of them. So the sums of two halves, added, have the
/// bits of the whole. Source: Higham, "The accuracy of floating point summation", SIAM J. Sci. Comput. 14 (1993): pairwise summation.
template <class T>
class PairwiseSum {
public:
    /// Of arrays of `size` values.
    PairwiseSum(std::size_t leaves, std::size_t size, int threads)
        : leaves_(leaves), size_(size), threads_(threads), waiting_(static_cast<std::size_t>(std::bit_width(leaves) - 1) * size) {}

    /// The next array; behind the last one it holds the sum of all, and the next begins a new tree.
    void add(std::span<T> leaf) {
        std::size_t level = 0;
        for (std::size_t full = count_; full % 2 == 1; full /= 2) add_values<T>(threads_, place(level++), leaf);
        count_ = (count_ + 1) % leaves_;
        if (count_ != 0) std::ranges::copy(leaf, place(level).begin());
    }

private:
    std::span<T> place(std::size_t level) { return waiting_.span().subspan(level * size_, size_); }

    std::size_t leaves_;
    std::size_t size_;
    int threads_;
    Buffer<T> waiting_; // on each level at most one sum that waits for its neighbour
    std::size_t count_ = 0;
};

} // namespace duet
