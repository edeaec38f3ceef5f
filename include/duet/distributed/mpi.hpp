// Data-parallel training: each rank steps on rows of its own, and all make the same update.
#pragma once

#include "duet/core/parallel.hpp"
#include "duet/distributed/butterfly_sum.hpp"
#include "duet/distributed/communicator.hpp"
#include "duet/distributed/overlapped_sums.hpp"
#include "duet/distributed/pairwise_sum.hpp"
#include "duet/train/samples.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duet {

/// Trains one model on all ranks of a job: a Trainer whose batches are spread over them. Each rank has the whole model, and runs forward and backward on its
/// own rows; gradients are summed over the ranks, and clipped, checked and used for the same update everywhere.
/// A step's result is that of a Trainer with the same batch, up to rounding; BatchNorm's statistics are those of the whole batch.
/// `reproducible`: to the bit the same on any number of ranks and threads, one rank included. The batch is then cut into fixed chunks, each with a forward
/// and backward pass (and BatchNorm's statistics) of its own, whose gradients are added as a fixed tree.
/// PyTorch equivalent: `DistributedDataParallel` with `SyncBatchNorm`.
template <class M, class Loss, class Optimiser>
class DistributedTrainer {
public:
    using T = typename M::Scalar;
    using Local = Trainer<M, Loss, Optimiser>; ///< what steps on this rank's rows

    /// What a trainer is made with; the same on all ranks, but for `threads`.
    struct Options {
        std::size_t batch = 128;           ///< the most samples of a step, of all ranks together
        std::uint64_t seed = 0;            ///< of the dropout masks
        int threads = default_threads();   ///< of this rank
        double clip = 0;                   ///< largest global norm of the gradients; 0: no clipping
        bool reproducible = false;         ///< whether no bit may depend on the number of ranks
        std::size_t chunks = slots;        ///< of a reproducible step: a power of two, at least the number of ranks, which must be one too
        std::size_t bucket = std::size_t{1} << 16; ///< values of a message, at least; more hides less of the time, fewer cost more messages
    };

    /// Collective. The model and the communicator must outlive it. Gives all ranks the parameters of rank 0's model.
    /// Throws Error, on all ranks, where options or models differ, or the ranks do not fit.
    DistributedTrainer(Communicator& ranks, M& model, const Optimiser& optimiser, const Options& options)
        : ranks_(ranks), options_(checked(ranks, options)),
          trainer_(model, optimiser,
                   {.batch = capacity(ranks, options), .seed = options.seed, .threads = options.threads, .clip = options.clip}),
          sums_(ranks, trainer_.pass().gradients(), options.bucket), losses_(options.reproducible ? options.chunks : 1) {
        if (options.reproducible) {
            tree_.emplace(options.chunks / ranks.size(), M::parameter_storage, options.threads);
            across_.emplace(ranks, M::parameter_storage, options.threads);
        }
        ranks.agree("the number of parameters", M::parameter_storage);
        ranks.agree("Optimiser::learning_rate", std::bit_cast<std::uint64_t>(static_cast<double>(optimiser.learning_rate)));
        synchronise();
    }

    /// Which samples of a batch of so many this rank gives; all ranks' together are the batch, in the order of the ranks.
    [[nodiscard]] Range rows(std::size_t batch) const { return slot_range(batch, ranks_.rank(), ranks_.size()); }

    /// Collective. One step on a batch of `batch` samples, of which `mine` are those that `rows` says. Returns the batch's loss before the update; where it
    /// or the gradients are not finite no rank changes anything. Throws Error for other than `rows(batch)`, for more than `Options::batch`, and for
    /// fewer samples than ranks (unless reproducible).
    double step(const Samples<M, Loss>& mine, std::size_t batch, double factor = 1) {
        check(mine.x.size, batch);
        if (options_.reproducible) {
            step_by_chunks(mine, batch);
        } else {
            step_at_once(mine, batch);
        }
        double loss = 0;
        for (const double part : losses_) loss += part;
        return trainer_.update(loss, factor);
    }

    /// Collective. Gives all ranks rank 0's parameters, moments and counters, such as it has read from a file.
    void synchronise() {
        TrainerState<T> state = trainer_.state();
        for (auto& value : state.values()) ranks_.broadcast(value.values, "the state of the training");
        for (auto& counter : state.counters()) broadcast(counter);
    }

    [[nodiscard]] bool finite() const { return trainer_.finite(); }       ///< whether the last step's loss and gradients were finite
    [[nodiscard]] std::size_t steps() const { return trainer_.steps(); }  ///< updates so far
    [[nodiscard]] TrainerState<T> state() { return trainer_.state(); }    ///< the same on all ranks; see Trainer::state
    [[nodiscard]] Local& local() { return trainer_; }                     ///< for its `pass()` and `output()`; do not step with it

private:
};

} // namespace duet
