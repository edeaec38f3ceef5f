// One optimisation step after another.
#pragma once

#include "duet/core/parallel.hpp"
#include "duet/model/training_pass.hpp"
#include "duet/train/all_finite.hpp"
#include "duet/train/clip.hpp"
#include "duet/train/statistics.hpp"
#include "duet/train/trainer_state.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace duet {

/// Trains a model: forward, loss, backward, clip, update. After construction a step allocates nothing.
/// `Loss` fits the model's output or the program does not compile; `Optimiser` is SGD or Adam.
template <class M, class Loss, class Optimiser>
class Trainer {
public:
    using T = typename M::Scalar;
    using Input = typename M::Input;
    using Output = typename M::Output;
    using Target = typename Loss::template Target<T, Output>;
    /// Asking, which the constructor does, is what makes a loss that does not fit an error.
    static constexpr bool loss_fits = Loss::template accepts<Output>();

    /// What a trainer is made with.
    struct Options {
        std::size_t batch = 128;         ///< the most samples of a step
        std::uint64_t seed = 0;          ///< of the dropout masks
        int threads = default_threads(); ///< of the passes and the update; no result depends on it
        double clip = 0;                 ///< largest global norm of the gradients; 0: no clipping
    };

    /// The model must outlive it.
    Trainer(M& model, const Optimiser& optimiser, const Options& options)
        : model_(model), options_(options), learning_rate_(optimiser.learning_rate), pass_(options.batch, options.seed, options.threads),
          state_(optimiser, M::parameter_storage) {
        (void)loss_fits;
    }

    /// One step on at most `Options::batch` samples; `factor` comes from a schedule. Returns the loss before the update. Where the loss or the
    /// gradients are not finite it changes nothing, and `finite` says so.
    double step(Batch<const T, Input> x, Target target, double factor = 1) { return update(gradients(x, target), factor); }

    /// The second half of a step: goes by `pass().gradients()`, whose loss this is, as `step` says. Returns the loss.
    double update(double loss, double factor = 1) {
        cleared_ = false; // whoever has filled them
        finite_ = std::isfinite(loss) && all_finite<T>(options_.threads, pass_.gradients());
        if (!finite_) return loss;
        statistics_.take(model_.parameters(), pass_.gradients());
        if (options_.clip > 0) clip_by_global_norm(options_.threads, pass_.gradients(), options_.clip);
        state_.step(options_.threads, model_.parameters(), pass_.gradients(), learning_rate_ * factor);
        statistics_.put(model_.parameters());
        cleared_ = true;
        ++steps_;
        return loss;
    }

    /// The loss, and its gradients in `pass().gradients()`, without an update. Of a part of a batch: its share of the batch's loss and gradients, so
    /// that the parts' sums are the batch's.
    double gradients(Batch<const T, Input> x, Target target, const BatchPart<T>& part = {}) {
        const auto y = pass_.forward(model_, x, steps_, nullptr, part);
        double loss = 0;
        if constexpr (loss_fits) loss = Loss::template value_and_gradient<T, Output>(y, target, pass_.output_gradient(x.size));
        if (part.batch > x.size) {
            const double share = static_cast<double>(x.size) / static_cast<double>(part.batch);
            loss *= share;
            scale(pass_.output_gradient(x.size), static_cast<T>(share));
        }
        if (!std::exchange(cleared_, false)) std::fill(pass_.gradients().begin(), pass_.gradients().end(), T{});
        pass_.backward(model_, x);
        return loss;
    }

    /// Whether the last step's loss and gradients were finite.
    [[nodiscard]] bool finite() const { return finite_; }
    [[nodiscard]] TrainingPass<M>& pass() { return pass_; } ///< workspace and gradients
    /// The output of the last step, before its update.
    [[nodiscard]] Batch<const T, Output> output(std::size_t samples) { return pass_.output(samples); }
    [[nodiscard]] std::size_t steps() const { return steps_; }            ///< updates so far
    [[nodiscard]] M& model() { return model_; }                           ///< the one that it trains
    [[nodiscard]] double learning_rate() const { return learning_rate_; } ///< the optimiser's, before the schedule's factor
    [[nodiscard]] int threads() const { return options_.threads; }        ///< as the options say

    /// Parameters, moments and counters, where they stand: all that the next step depends on beside the options and the batch.
    [[nodiscard]] TrainerState<T> state() {
        TrainerState<T> state;
        state.add("parameters", M::parameter_table, model_.parameters());
        for (const auto& [name, moment] : state_.moments()) state.add(name, M::parameter_table, moment);
        state.add("steps", steps_);
        if constexpr (requires { state_.steps(); }) state.add("optimiser.steps", state_.steps());
        return state;
    }

private:
    template <class S>
    static void scale(Batch<T, S> values, T factor) {
        if constexpr (is_shapes<S>) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (scale(values.template get<I>(), factor), ...);
            }(std::make_index_sequence<S::count>{});
        } else {
            for (std::size_t i = 0; i < values.elements(); ++i) values.data[i] *= factor;
        }
    }

    M& model_;
    Options options_;
    double learning_rate_;
    TrainingPass<M> pass_;
    typename Optimiser::template State<T> state_;
    Statistics<M> statistics_;
    std::size_t steps_ = 0;
    bool cleared_ = true; // the optimiser leaves zeros behind
    bool finite_ = true;
};

} // namespace duet
