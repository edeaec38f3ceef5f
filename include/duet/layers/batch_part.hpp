// A batch that is spread over several passes, of one process or of several.
#pragma once

#include <cstddef>
#include <span>

namespace duet {

/// What a pass asks of the other processes among which its batch is spread. Each process makes the same calls in the same order.
template <class T>
class Ranks {
public:
    virtual ~Ranks() = default;
    /// Each value becomes its sum over all processes, in each of them the same bits. Returns when that is done.
    virtual void sum(std::span<T> values) = 0;
    /// The pass will not touch these gradients again.
    virtual void finished(std::span<T> gradients) = 0;
};

/// Which part of a batch a pass sees; by default the whole.
template <class T>
struct BatchPart {
    std::size_t first_sample = 0; ///< index in the batch of the first sample seen; random numbers are indexed by it
    std::size_t batch = 0;        ///< samples of the whole batch; 0: those that the pass sees
    Ranks<T>* ranks = nullptr;    ///< who sees the rest meanwhile; null: nobody is asked
};

} // namespace duet
