// The exponential moving average of a model's parameters.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"
#include "duet/train/trainer_state.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace duet {

/// Follows the parameters of a training run, and is calmer than any of its steps: average = d average + (1 - d) parameters, with
/// d = min(decay, (1 + t) / (10 + t)) at update t = 0, 1, ..., so that the start is soon forgotten. After construction it allocates nothing.
/// Source: Polyak and Juditsky 1992. PyTorch equivalent: `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn(decay)`.
template <class T>
class ExponentialMovingAverage {
public:
    /// Starts at `parameters`, in the layout of a model's buffer. `decay` lies in [0, 1).
    ExponentialMovingAverage(std::span<const T> parameters, double decay) : decay_(decay), average_(parameters.size()) {
        std::copy(parameters.begin(), parameters.end(), average_.span().begin());
    }

    /// After each step. The result does not depend on the number of threads.
    void update(std::span<const T> parameters, int threads = default_threads()) {
        const auto count = static_cast<double>(updates_++);
        const T keep = static_cast<T>(std::min(decay_, (1 + count) / (10 + count)));
        for_slots(average_.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) average_[i] += (T{1} - keep) * (parameters[i] - average_[i]);
        });
    }

    [[nodiscard]] std::span<const T> average() const { return average_.span(); } ///< in the layout of the parameters
    [[nodiscard]] std::size_t updates() const { return updates_; }               ///< since the start

    /// Adds what the next update depends on; `table` is the model's.
    void add_to(TrainerState<T>& state, std::span<const ParameterEntry> table) {
        state.add("average", table, average_.span());
        state.add("average.updates", updates_);
    }

private:
    double decay_;
    Buffer<T> average_;
    std::size_t updates_ = 0;
};

} // namespace duet
