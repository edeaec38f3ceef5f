// What a kernel may use besides its operands: threads, and scratch memory for each piece of the fixed partition.
#pragma once

#include "duet/core/parallel.hpp"

#include <algorithm>
#include <cstddef>

namespace duet {

/// Threads, and `pieces` blocks of `slot_size` elements of scratch memory, one for each piece of work.
/// Training always cuts into `slots` pieces, whatever the threads; prediction, which sums nothing over samples, does not cut.
template <class T>
struct Workers {
    int threads = 1;
    std::size_t pieces = slots;
    T* scratch = nullptr;
    std::size_t slot_size = 0;

    [[nodiscard]] T* slot(std::size_t index) const { return scratch + index * slot_size; }

    /// Into how many pieces `items` are cut when each should have at least `grain` of them.
    [[nodiscard]] std::size_t pieces_of(std::size_t items, std::size_t grain = 1) const { return std::clamp<std::size_t>(items / grain, 1, pieces); }

    /// Cuts `items` into at most `pieces` runs and calls `body(slot, begin, end)` for each, in parallel. Returns the number of runs.
    template <class F>
    // NOLINTNEXTLINE(modernize-use-nodiscard): who sums nothing afterwards needs no count.
    std::size_t for_slots(std::size_t items, const F& body, std::size_t grain = 1) const {
        const std::size_t count = pieces_of(items, grain);
        const auto task = [&](std::size_t slot) {
            const Range range = slot_range(items, slot, count);
            body(slot, range.begin, range.end);
        };
        parallel_for(count, threads, task);
        return count;
    }
};

} // namespace duet
