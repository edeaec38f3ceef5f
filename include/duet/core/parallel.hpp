// Parallel loops whose partition does not depend on the number of threads, so that results do not either.
#pragma once

#include "duet/core/flush_subnormals.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <type_traits>

#include <omp.h>

namespace duet {

/// The most pieces into which a batch is ever cut. Fixed: a sum over pieces has the same order for any number of threads.
inline constexpr std::size_t slots = 16;

/// Items begin .. end - 1.
struct Range {
    std::size_t begin; ///< the first
    std::size_t end;   ///< behind the last
};

/// Into how many pieces `items` are cut.
constexpr std::size_t slot_count(std::size_t items) { return std::min(items, slots); }

/// The items of piece `slot` when `items` are cut into `pieces` runs of as equal length as can be.
constexpr Range slot_range(std::size_t items, std::size_t slot, std::size_t pieces) { return {items * slot / pieces, items * (slot + 1) / pieces}; }

/// A non-owning reference to a callable `void(std::size_t)`; one parallel loop serves every kernel.
class Task {
public:
    template <class F>
    /// Of a callable that outlives the task.
    Task(F& body) // NOLINT(google-explicit-constructor)
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(body)))),
          call_([](void* object, std::size_t index) { (*static_cast<F*>(object))(index); }) {}
    void operator()(std::size_t index) const { call_(object_, index); } ///< calls it

private:
    void* object_;
    void (*call_)(void*, std::size_t);
};

/// Calls `task(0) .. task(count-1)` on up to `threads` threads, in any order. The task must not throw; subnormal numbers are zero to it.
inline void parallel_for(std::size_t count, int threads, Task task) {
    if (threads <= 1 || count <= 1) {
        const FlushSubnormals flush;
        for (std::size_t i = 0; i < count; ++i) task(i);
        return;
    }
    // Not a loop of OpenMP's own: for each piece of a dynamic one Debian's build of LLVM's runtime formats a message, in memory it allocates.
    std::atomic<std::size_t> next{0};
#pragma omp parallel num_threads(threads)
    {
        const FlushSubnormals flush;
        for (std::size_t i = next++; i < count; i = next++) task(i);
    }
}

/// Cuts `items` into the fixed pieces and calls `body(slot, begin, end)` for each, in parallel.
template <class F>
void for_slots(std::size_t items, int threads, const F& body) {
    const std::size_t pieces = slot_count(items);
    const auto task = [&](std::size_t slot) {
        const Range range = slot_range(items, slot, pieces);
        body(slot, range.begin, range.end);
    };
    parallel_for(pieces, threads, task);
}

/// How many threads OpenMP would use when this was first asked: OMP_NUM_THREADS, or the cores of the machine.
inline int default_threads() {
    static const int threads = omp_get_max_threads();
    return threads;
}

} // namespace duet
