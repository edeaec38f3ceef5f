// Sums over ranks in a fixed order.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"
#include "duet/distributed/communicator.hpp"
#include "duet/distributed/pairwise_sum.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace duet {

/// All-reduce of arrays as a balanced binary tree over the ranks, whose number is a power of two: neighbours first. Each value is summed on one rank and
/// sent to the others, so all have the same bits. A rank sends 2 (ranks - 1) / ranks of the array, the least that is possible, in 2 log2(ranks) messages.
/// Source: Thakur, Rabenseifner and Gropp, "Optimization of collective communication operations in MPICH", 2005: recursive halving and doubling.
template <class T>
class ButterflySum {
public:
    /// Of up to `size` values. Throws Error unless the number of ranks is a power of two.
    ButterflySum(Communicator& ranks, std::size_t size, int threads) : ranks_(ranks), threads_(threads), incoming_((size + 1) / 2) {
        if (!std::has_single_bit(ranks.size())) {
            ranks.fail("a sum in a fixed order over " + std::to_string(ranks.size()) + " ranks; expected a power of two");
        }
    }

    /// Collective. Each value becomes its sum over all ranks.
    void operator()(std::span<T> values) {
        std::array<Range, 64> held; // before each halving
        Range mine{0, values.size()};
        std::size_t level = 0;
        for (std::size_t distance = 1; distance < ranks_.size(); distance *= 2) {
            held[level++] = mine;
            const auto [kept, given] = halves(mine, distance);
            const std::span<T> incoming = incoming_.span().first(kept.end - kept.begin);
            ranks_.exchange<T>(ranks_.rank() ^ distance, part(values, given), incoming, what);
            add_values<T>(threads_, incoming, part(values, kept));
            mine = kept;
        }
        for (std::size_t distance = ranks_.size() / 2; distance > 0; distance /= 2) {
            const auto [kept, given] = halves(held[--level], distance);
            ranks_.exchange<T>(ranks_.rank() ^ distance, part(values, kept), part(values, given), what);
        }
    }

private:
    static constexpr std::string_view what = "the sum of the gradients";
    struct Halves {
        Range kept, given;
    };

    static std::span<T> part(std::span<T> values, Range range) { return values.subspan(range.begin, range.end - range.begin); }

    /// The half that this rank sums, and the one of its partner at this distance.
    [[nodiscard]] Halves halves(Range range, std::size_t distance) const {
        const std::size_t middle = range.begin + (range.end - range.begin) / 2;
        const Range lower{range.begin, middle};
        const Range upper{middle, range.end};
        if ((ranks_.rank() & distance) == 0) return {lower, upper};
        return {upper, lower};
    }

    Communicator& ranks_;
    int threads_;
    Buffer<T> incoming_;
};

} // namespace duet
