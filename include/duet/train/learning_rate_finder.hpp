// Which learning rate to begin with.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/batches.hpp"
#include "duet/train/samples.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace duet {

/// Which rates are tried, in how many steps.
struct LearningRateRange {
    double lowest = 1e-6;    ///< the first step's
    double highest = 1;      ///< the last step's
    std::size_t steps = 100; ///< at least 10
    std::uint64_t seed = 0;  ///< of the order of samples
};

/// The smoothed loss at each rate that was tried, and the rate at which it fell most steeply.
struct LearningRateCurve {
    std::vector<double> rates;  ///< ascending, as many as losses
    std::vector<double> losses; ///< smoothed over steps
    double suggestion = 0;      ///< a rate for the start of a training, somewhat lower is safer
};

/// Trains with a rate that grows by the same factor in each step, until the loss is four times its lowest, and then puts the trainer back to where it
/// stood. Throws Error for no samples, another number of targets, a batch of none, or a range that is empty or of fewer than ten steps.
/// Source: Smith 2017, "Cyclical learning rates for training neural networks", section 3.3. fastai equivalent: `Learner.lr_find()`.
template <class M, class Loss, class Optimiser>
LearningRateCurve find_learning_rate(Trainer<M, Loss, Optimiser>& trainer, const Samples<M, Loss>& samples, const LearningRateRange& range = {}) {
    using T = typename M::Scalar;
    samples.check();
    if (!(range.lowest > 0 && range.lowest < range.highest && range.steps >= 10)) {
        throw Error("the learning rates to try are empty; expected 0 < lowest < highest, in 10 steps or more");
    }
    const TrainerState<T> state = trainer.state();
    std::vector<std::vector<T>> values;
    std::vector<std::size_t> counts;
    for (const auto& tensor : state.tensors) values.emplace_back(tensor.values.begin(), tensor.values.end());
    for (const auto& counter : state.counters) counts.push_back(*counter.value);

    const std::size_t batch = std::min(trainer.pass().capacity(), samples.x.size);
    SampleGatherer<M, Loss> gather(batch);
    const std::size_t batches = samples.x.size / batch; // whole ones: a smaller batch's loss says less
    std::vector<std::size_t> rows(samples.x.size);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const std::vector<std::size_t> order = data::epoch_order(rows, range.seed, 0);
    LearningRateCurve curve;
    constexpr double keep = 0.9; // of the mean so far, in each step
    double mean = 0;
    double weight = 0;
    double lowest = 0;
    for (std::size_t step = 0; step < range.steps; ++step) {
        const double rate = range.lowest * std::pow(range.highest / range.lowest, static_cast<double>(step) / static_cast<double>(range.steps - 1));
        const Samples<M, Loss> part = gather(samples, std::span(order).subspan(step % batches * batch, batch));
        const double loss = trainer.step(part.x, part.target, rate / trainer.learning_rate());
        mean = keep * mean + (1 - keep) * loss;
        weight = keep * weight + (1 - keep);
        const double smooth = mean / weight;
        lowest = step == 0 ? smooth : std::min(lowest, smooth);
        if (!(smooth <= 4 * lowest)) break;
        curve.rates.push_back(rate);
        curve.losses.push_back(smooth);
    }

    std::size_t steepest = 0;
    for (std::size_t i = 1; i + 1 < curve.losses.size(); ++i) {
        if (steepest == 0 || curve.losses[i + 1] - curve.losses[i - 1] < curve.losses[steepest + 1] - curve.losses[steepest - 1]) steepest = i;
    }
    curve.suggestion = curve.rates.empty() ? range.lowest : curve.rates[steepest];
    for (std::size_t i = 0; i < values.size(); ++i) std::ranges::copy(values[i], state.tensors[i].values.begin());
    for (std::size_t i = 0; i < counts.size(); ++i) *state.counters[i].value = counts[i];
    return curve;
}

} // namespace duet
