// The loop over epochs, for those who want none of their own. Its parts stand alone: Trainer, SampleGatherer, Evaluator, data::epoch_order.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/error.hpp"
#include "duet/data/batches.hpp"
#include "duet/train/evaluate.hpp"
#include "duet/train/samples.hpp"
#include "duet/train/schedule.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace duet {

/// What became of one passage through the training samples.
struct Epoch {
    std::size_t number = 0;               ///< 0, 1, ...
    Score training = {};                  ///< of its steps, each before its update, with dropout
    std::optional<Score> validation = {}; ///< after its last step, without dropout
    double lowest_loss = 0;               ///< of all epochs so far, this one included; of validation if there is one
    bool best = false;                    ///< the lowest loss is this epoch's
    double seconds = 0;                   ///< of the whole epoch, validation included
};

/// Called after each epoch, with the model as it is then; says whether to go on. Keras equivalent: `Callback.on_epoch_end`.
using Callback = std::function<bool(const Epoch&)>;

/// How `fit` goes about it.
struct FitOptions {
    std::size_t epochs = 10;                ///< counted from the trainer's first step
    std::uint64_t seed = 0;                 ///< of the order of samples, a new one in each epoch
    Schedule schedule = ConstantSchedule{}; ///< of the learning rate, over steps
    std::size_t patience = 0; ///< stops after as many epochs without a new best one; 0: never. Keras equivalent: `EarlyStopping(patience)`
    bool keep_best = true;    ///< leaves the model with the parameters of its best epoch, not of its last
    double lowest_loss = std::numeric_limits<double>::infinity(); ///< of epochs before this `fit`: one that is not below it is none of the best
    std::vector<Callback> callbacks = {};                         ///< called after each epoch, in this order
};

namespace detail {

/// Takes the steps that the trainer has still to go in its epoch, or up to one that is not finite, and scores them.
template <class M, class Loss, class Optimiser>
Score train_epoch(Trainer<M, Loss, Optimiser>& trainer, SampleGatherer<M, Loss>& gather, const Samples<M, Loss>& samples,
                  std::span<const std::size_t> order, const Schedule& schedule) {
    constexpr bool labelled = Samples<M, Loss>::labelled;
    const std::size_t batch = trainer.pass().capacity();
    const std::size_t steps = (order.size() + batch - 1) / batch;
    double loss = 0;
    std::size_t seen = 0;
    std::size_t correct = 0;
    do {
        const std::size_t begin = trainer.steps() % steps * batch;
        const auto rows = order.subspan(begin, std::min(batch, order.size() - begin));
        const Samples<M, Loss> part = gather(samples, rows);
        loss += static_cast<double>(rows.size()) * trainer.step(part.x, part.target, schedule(trainer.steps()));
        seen += rows.size();
        if constexpr (labelled) correct += count_correct(trainer.output(rows.size()), part.target);
    } while (trainer.finite() && trainer.steps() % steps != 0);
    Score score{.loss = loss / static_cast<double>(seen)};
    if constexpr (labelled) score.accuracy = static_cast<double>(correct) / static_cast<double>(seen * Samples<M, Loss>::targets_per_sample);
    return score;
}

} // namespace detail

/// Trains in batches of the trainer's size until `epochs` are done, or patience or a callback ends it, and returns what became of each epoch.
/// No `validation`: {}. A trainer that has made steps, such as one whose state was read from a file, goes on where it stands, in the same order.
/// Throws Error for no samples, another number of targets, a batch of none, or an epoch with a step or a loss that is not finite (`keep_best` is then seen to).
/// scikit-learn equivalent: `model.fit(X, y)`; Keras: `model.fit(x, y, validation_data=..., callbacks=...)`.
template <class M, class Loss, class Optimiser>
std::vector<Epoch> fit(Trainer<M, Loss, Optimiser>& trainer, const Samples<M, Loss>& training, const Samples<M, Loss>& validation = {},
                       const FitOptions& options = {}) {
    using Clock = std::chrono::steady_clock;
    const bool validates = validation.x.size > 0;
    training.check();
    if (validates) validation.check();

    M& model = trainer.model();
    const std::size_t batch = trainer.pass().capacity();
    SampleGatherer<M, Loss> gather(std::min(batch, training.x.size));
    const std::size_t steps = (training.x.size + batch - 1) / batch; // of an epoch
    Evaluator<M, Loss> evaluate(model, trainer.threads());
    std::vector<std::size_t> rows(training.x.size), order(training.x.size);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    Buffer<typename M::Scalar> best_parameters; // empty: there are none
    double lowest_loss = options.lowest_loss;
    std::size_t without_best = 0;
    std::vector<Epoch> history;

    bool finite = true;
    bool go_on = true;
    while (go_on && trainer.steps() / steps < options.epochs) {
        const Clock::time_point start = Clock::now();
        Epoch epoch{.number = trainer.steps() / steps};
        data::epoch_order(rows, options.seed, epoch.number, order);
        epoch.training = detail::train_epoch(trainer, gather, training, order, options.schedule);
        if (validates) epoch.validation = evaluate(validation);

        const double loss = epoch.validation.value_or(epoch.training).loss;
        finite = trainer.finite() && std::isfinite(loss);
        epoch.best = loss < lowest_loss;
        without_best = epoch.best ? 0 : without_best + 1;
        if (epoch.best) {
            lowest_loss = loss;
            if (options.keep_best) {
                if (best_parameters.size() == 0) best_parameters = Buffer<typename M::Scalar>(M::parameter_storage);
                std::ranges::copy(model.parameters(), best_parameters.data());
            }
        }
        epoch.lowest_loss = lowest_loss;
        epoch.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        history.push_back(epoch);
        if (!finite) break;
        for (const Callback& callback : options.callbacks) go_on = callback(epoch) && go_on;
        if (options.patience > 0 && without_best >= options.patience) go_on = false;
    }
    std::ranges::copy(best_parameters.span(), model.parameters().begin());
    if (!finite) {
        throw Error("the loss of epoch " + std::to_string(history.back().number) +
                    " is not finite; a smaller learning rate, or Options::clip, may help");
    }
    return history;
}

} // namespace duet
