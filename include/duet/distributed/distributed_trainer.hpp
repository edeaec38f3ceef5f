// Data-parallel training: each rank steps on rows of its own, and all make the same update.
#pragma once

#include "duet/core/parallel.hpp"
#include "duet/distributed/butterfly_sum.hpp"
#include "duet/distributed/communicator.hpp"
#include "duet/distributed/overlapped_sums.hpp"
#include "duet/distributed/pairwise_sum.hpp"
#include "duet/train/not_finite.hpp"
#include "duet/train/samples.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace duet {

/// Trains one model on all ranks of a job: a Trainer whose batches are spread over them. Each rank has the whole model, and runs forward and backward on its
/// own rows; gradients are summed over the ranks, and clipped, checked and used for the same update everywhere. With `OneProcess` it is a Trainer.
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
        std::size_t batch = 128;                   ///< the most samples of a step, of all ranks together
        std::uint64_t seed = 0;                    ///< of the dropout masks
        int threads = default_threads();           ///< of this rank
        double clip = 0;                           ///< largest global norm of the gradients; 0: no clipping
        bool reproducible = false;                 ///< whether no bit may depend on the number of ranks
        std::size_t chunks = slots;                ///< of a reproducible step: a power of two, at least the number of ranks, which must be one too
        std::size_t bucket = std::size_t{1} << 16; ///< values of a message, at least; more hides less of the time, fewer cost more messages
        std::size_t figures = 0;                   ///< what `judge` has to say of a step
    };

    /// Collective. The model and the communicator must outlive it. Gives all ranks the parameters of rank 0's model.
    /// Throws Error, on all ranks, where options or models differ, or the ranks do not fit.
    DistributedTrainer(Communicator& ranks, M& model, const Optimiser& optimiser, const Options& options)
        : ranks_(ranks), options_(checked(ranks, options)),
          trainer_(model, optimiser, {.batch = capacity(ranks, options), .seed = options.seed, .threads = options.threads, .clip = options.clip}),
          sums_(ranks, trainer_.pass().gradients(), options.bucket), tally_((options.reproducible ? options.chunks : 1) * (1 + options.figures) + 1),
          totals_(1 + options.figures) {
        if (options.reproducible) {
            tree_ = std::make_unique<Tree>(PairwiseSum<T>(options.chunks / ranks.size(), M::parameter_storage, options.threads),
                                           ButterflySum<T>(ranks, M::parameter_storage, options.threads));
        }
        ranks.agree("the number of parameters", M::parameter_storage);
        ranks.agree("Optimiser::learning_rate", std::bit_cast<std::uint64_t>(static_cast<double>(optimiser.learning_rate)));
        synchronise();
    }

    /// Which samples of a batch of so many this rank gives; all ranks' together are the batch, in the order of the ranks. A batch of fewer samples than
    /// ranks is not worth sending: each rank takes all of it (unless reproducible).
    [[nodiscard]] Range rows(std::size_t batch) const { return shared(batch) ? slot_range(batch, ranks_.rank(), ranks_.size()) : Range{0, batch}; }

    /// Collective. One step on a batch of `batch` samples, of which `mine` are those that `rows` says. Returns the batch's loss before the update; where it
    /// or the gradients are not finite no rank changes anything. Throws Error for other than `rows(batch)`, and for more than `Options::batch`.
    double step(const Samples<M, Loss>& mine, std::size_t batch, double factor = 1) {
        return step(mine, batch, factor, [](const auto&, const auto&, std::span<double>) {});
    }

    /// The same. `judge(part, y, figures)` is shown the samples of each pass and what the model says to them, and writes `Options::figures` numbers:
    /// their share of the batch's. `figures()` are then the batch's.
    template <class F>
    double step(const Samples<M, Loss>& mine, std::size_t batch, double factor, const F& judge) {
        check(mine, batch);
        std::ranges::fill(tally_, 0);
        tally_.back() = static_cast<double>(mine.x.size);
        if (tree_ != nullptr) {
            chunk_after_chunk(mine, batch, judge);
        } else {
            all_rows(mine, batch, judge);
        }
        ranks_.sum<double>(tally_, "the sum of the loss"); // of chunks exact in any order: the others' are zeros
        if (tally_.back() != static_cast<double>(batch)) {
            ranks_.fail("all ranks together gave " + std::to_string(static_cast<std::size_t>(tally_.back())) + " samples to a batch of " +
                        std::to_string(batch) + "; expected the same batch on all, and of each the rows that are its own");
        }
        std::ranges::fill(totals_, 0);
        for (std::size_t i = 0; i + 1 < tally_.size(); ++i) totals_[i % totals_.size()] += tally_[i];
        return trainer_.update(totals_[0], factor);
    }

    /// What `judge` has said of the last step's batch.
    [[nodiscard]] std::span<const double> figures() const { return std::span<const double>(totals_).subspan(1); }

    /// Collective. Where in a step that was not finite this began, as duet::where_not_finite says it, on the first rank that finds it among its samples.
    std::string where_not_finite(const Samples<M, Loss>& mine, std::size_t batch) {
        std::string where;
        for_passes(mine, batch, [&](std::size_t, const Samples<M, Loss>& part, std::size_t first) {
            if (where.empty() && part.x.size > 0) where = duet::where_not_finite(trainer_, part.x, part.target, {first, batch, nullptr});
        });
        return ranks_.first_said(where, "where the step was not finite");
    }

    /// Collective. Gives all ranks rank 0's parameters, moments and counters, such as it has read from a file.
    void synchronise() {
        const TrainerState<T> state = trainer_.state();
        for (const auto& tensor : state.tensors) ranks_.broadcast(tensor.values, "the state of the training");
        for (const auto& counter : state.counters) {
            std::uint64_t value = *counter.value;
            ranks_.broadcast(std::span(&value, 1), "the state of the training");
            *counter.value = value;
        }
    }

    [[nodiscard]] bool finite() const { return trainer_.finite(); }      ///< whether the last step's loss and gradients were finite
    [[nodiscard]] std::size_t steps() const { return trainer_.steps(); } ///< updates so far
    [[nodiscard]] TrainerState<T> state() { return trainer_.state(); }   ///< the same on all ranks; see Trainer::state
    [[nodiscard]] Local& local() { return trainer_; }                    ///< for its `pass()` and `output()`; do not step with it

private:
    /// What adds up this rank's chunks, then the ranks' sums.
    struct Tree {
        PairwiseSum<T> here;
        ButterflySum<T> across;
    };

    /// Samples of the largest pass.
    static std::size_t capacity(const Communicator& ranks, const Options& options) {
        const std::size_t parts = options.reproducible ? options.chunks : ranks.size();
        const std::size_t not_shared = options.reproducible ? 0 : ranks.size() - 1;
        return std::max((options.batch + parts - 1) / parts, not_shared);
    }

    /// Whether ranks have samples of their own.
    [[nodiscard]] bool shared(std::size_t batch) const { return options_.reproducible || batch >= ranks_.size(); }

    static Options checked(Communicator& ranks, const Options& options) {
        ranks.agree("Options::batch", options.batch);
        ranks.agree("Options::seed", options.seed);
        ranks.agree("Options::clip", std::bit_cast<std::uint64_t>(options.clip));
        ranks.agree("Options::reproducible", options.reproducible ? 1 : 0);
        ranks.agree("Options::chunks", options.chunks);
        ranks.agree("Options::bucket", options.bucket);
        const std::string these = " on " + std::to_string(ranks.size()) + " ranks";
        if (options.reproducible) {
            if (!std::has_single_bit(ranks.size()) || !std::has_single_bit(options.chunks) || options.chunks < ranks.size()) {
                ranks.fail("a reproducible run of " + std::to_string(options.chunks) + " chunks" + these +
                           "; expected powers of two, and a chunk for each rank at least");
            }
        } else if (options.batch < ranks.size()) {
            ranks.fail("a batch of " + std::to_string(options.batch) + these + "; expected a sample for each rank at least");
        }
        return options;
    }

    void check(const Samples<M, Loss>& mine, std::size_t batch) const {
        if (mine.x.size > 0 || !options_.reproducible) mine.check(); // chunks, and so ranks, may be empty
        const Range range = rows(batch);
        if (mine.x.size != range.end - range.begin || batch > options_.batch) {
            ranks_.fail(std::to_string(mine.x.size) + " samples of a batch of " + std::to_string(batch) + "; expected samples " +
                        std::to_string(range.begin) + " to " + std::to_string(range.end) + " of a batch of at most " +
                        std::to_string(options_.batch));
        }
    }

    /// Calls `use(chunk, part, first)` for the samples of each pass that this rank makes; `first` is the index in the batch of the first.
    template <class F>
    void for_passes(const Samples<M, Loss>& mine, std::size_t batch, const F& use) {
        const std::size_t begin = rows(batch).begin;
        if (!options_.reproducible) return use(std::size_t{0}, mine, begin);
        const std::size_t each = options_.chunks / ranks_.size();
        for (std::size_t chunk = ranks_.rank() * each; chunk < (ranks_.rank() + 1) * each; ++chunk) {
            const Range range = slot_range(batch, chunk, options_.chunks);
            use(chunk, mine.slice(range.begin - begin, range.end - begin), range.begin);
        }
    }

    /// A pass, and what is to be said of it.
    template <class F>
    void pass(std::size_t chunk, const Samples<M, Loss>& part, const BatchPart<T>& of, const F& judge) {
        const std::span<double> said = std::span(tally_).subspan(chunk * totals_.size(), totals_.size());
        said[0] = trainer_.gradients(part.x, part.target, of);
        judge(part, trainer_.output(part.x.size), said.subspan(1));
    }

    template <class F>
    void all_rows(const Samples<M, Loss>& mine, std::size_t batch, const F& judge) {
        const bool sums = ranks_.size() > 1 && shared(batch);
        pass(0, mine, {rows(batch).begin, batch, sums ? &sums_ : nullptr}, judge);
        if (sums) sums_.finish();
        if (!shared(batch) && ranks_.rank() > 0) std::ranges::fill(tally_, 0); // rank 0 has said it
    }

    template <class F>
    void chunk_after_chunk(const Samples<M, Loss>& mine, std::size_t batch, const F& judge) {
        const std::span<T> gradients = trainer_.pass().gradients();
        for_passes(mine, batch, [&](std::size_t chunk, const Samples<M, Loss>& part, std::size_t first) {
            if (part.x.size == 0) {
                std::ranges::fill(gradients, T{});
            } else {
                pass(chunk, part, {first, batch, nullptr}, judge);
            }
            tree_->here.add(gradients);
        });
        tree_->across(gradients);
    }

    Communicator& ranks_;
    Options options_;
    Local trainer_;
    OverlappedSums<T> sums_;
    std::unique_ptr<Tree> tree_; // null: not reproducible
    std::vector<double> tally_;  // the loss and the figures of each chunk, and the samples seen
    std::vector<double> totals_; // of all chunks
};

} // namespace duet
