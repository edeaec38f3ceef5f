// What a pass hands to each layer besides its operands.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/core/random.hpp"
#include "duet/core/workers.hpp"
#include "duet/layers/batch_part.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace duet {

/// What a pass is for: training keeps caches and drops out, inference does neither.
enum class Mode { training, inference };

/// Looks on while a training pass runs forward; of use to a diagnosis.
template <class T>
class LayerWatch {
public:
    virtual ~LayerWatch() = default;
    /// The layer of this name and type begins; those inside it begin and end before it ends.
    virtual void enter(std::string_view name, std::string_view type) = 0;
    /// A tensor that it gives.
    virtual void look(std::span<const T> output) = 0;
    virtual void leave() = 0; ///< the layer that began last ends
};

/// One forward and backward pass: mode (a type), threads, random numbers and scratch memory.
template <class T, Mode M>
struct Run {
    static constexpr Mode mode = M;                       ///< what the pass is for
    static constexpr bool training = M == Mode::training; ///< whether caches are kept and dropout acts

    Workers<T> workers; ///< threads and their memory
    /// Of a prediction: what the layer's `prepare` has made of its parameters; null where nobody called it.
    const T* prepared = nullptr;
    /// Scratch of a backward call: holds `batch.size * storage_size<Scratch>` elements of the layer that is called.
    T* scratch = nullptr;
    /// The layer's own stream, the same in a step's forward and backward call.
    RandomStream random;
    /// Index in the whole batch of the first sample seen here; random numbers are indexed by it.
    std::size_t first_sample = 0;
    /// Samples of the whole batch; 0: those seen here.
    std::size_t batch = 0;
    /// Null, but where other processes see the rest of the batch.
    Ranks<T>* ranks = nullptr;
    /// Null, but where a training pass is looked at.
    LayerWatch<T>* watch = nullptr;

    /// Samples of the whole batch, of which `seen` are seen here.
    [[nodiscard]] std::size_t whole_batch(std::size_t seen) const { return batch == 0 ? seen : batch; }

    /// The run for the `index`-th layer inside a composition, whose scratch starts `used` elements on.
    [[nodiscard]] Run child(std::size_t index, std::size_t used = 0) const {
        Run inner = *this;
        inner.random = random.child(index);
        inner.scratch = scratch + used;
        return inner;
    }
};

} // namespace duet
