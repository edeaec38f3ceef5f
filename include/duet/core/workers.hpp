// What a kernel may use besides its operands: threads and scratch memory.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <cstddef>

#include <omp.h>

namespace duet {

/// Threads, and scratch memory of three kinds: a block of `slot_size` elements for each of `pieces` pieces of work, where sums are gathered;
/// a block of `thread_size` for each thread, for what is forgotten when a piece is done; and memory that all share.
/// Training always cuts into `slots` pieces, whatever the threads; prediction, which sums nothing over samples, does not cut.
template <class T>
struct Workers {
    int threads = 1;             ///< how many may work at once
    std::size_t pieces = slots;  ///< the most that work on a batch is cut into
    T* scratch = nullptr;        ///< the slots, one behind another
    std::size_t slot_size = 0;   ///< elements of each
    T* thread_scratch = nullptr; ///< the threads' blocks, one behind another
    std::size_t thread_size = 0; ///< elements of each
    T* shared = nullptr;         ///< memory of all

    [[nodiscard]] T* slot(std::size_t index) const { return scratch + index * slot_size; } ///< the slot of piece `index`

    /// The block of the thread that asks, inside a piece of work.
    [[nodiscard]] T* own() const {
        // A single worker may be any thread of a team that is not its own, as in a prediction.
        return thread_scratch + (threads > 1 ? static_cast<std::size_t>(omp_get_thread_num()) : 0) * thread_size;
    }

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

/// Elements of the memory that `make_workers` lays out.
template <class Needs>
constexpr std::size_t workers_memory(std::size_t threads, std::size_t pieces) {
    return round_up_to_block(Needs::shared_size) + threads * round_up_to_block(Needs::thread_size) + pieces * round_up_to_block(Needs::slot_size);
}

/// The workers for `Needs`, a layer or whatever else says shared_size, thread_size and slot_size. Each block starts on a cache line.
template <class Needs, class T>
constexpr Workers<T> make_workers(T* memory, int threads, std::size_t pieces) {
    constexpr std::size_t slot_size = round_up_to_block(Needs::slot_size);
    constexpr std::size_t thread_size = round_up_to_block(Needs::thread_size);
    T* const thread_scratch = memory + round_up_to_block(Needs::shared_size);
    T* const scratch = thread_scratch + static_cast<std::size_t>(threads) * thread_size;
    return {threads, pieces, scratch, slot_size, thread_scratch, thread_size, memory};
}

} // namespace duet
