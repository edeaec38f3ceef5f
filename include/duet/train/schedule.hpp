// Learning-rate schedules: factors on the optimiser's rate, by step (0, 1, ...).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>

namespace duet {

/// The factor for a step. Any callable of this signature is a schedule.
using Schedule = std::function<double(std::size_t)>;

/// Always 1.
struct ConstantSchedule {
    double operator()(std::size_t) const { return 1; } ///< of any step
};

/// gamma^(step / every), in whole numbers. PyTorch equivalent: `torch.optim.lr_scheduler.StepLR`.
struct StepSchedule {
    std::size_t every = 1; ///< steps at the same rate
    double gamma = 0.1;    ///< the factor of each decay
    /// The factor of the learning rate at `step`, from 0 on.
    double operator()(std::size_t step) const {
        const std::size_t decays = step / std::max<std::size_t>(every, 1);
        return std::pow(gamma, static_cast<double>(decays));
    }
};

/// A linear rise over `warmup` steps, (step + 1) / warmup, then half a cosine from 1 to `floor` at step `total`.
/// PyTorch equivalent: `LinearLR` and `CosineAnnealingLR` in a `SequentialLR`. Source: Loshchilov and Hutter 2017.
struct CosineSchedule {
    std::size_t total = 1;  ///< steps in all
    std::size_t warmup = 0; ///< steps of rising
    double floor = 0;       ///< the factor at the end
    /// The factor of the learning rate at `step`, from 0 on.
    double operator()(std::size_t step) const {
        if (step < warmup) return static_cast<double>(step + 1) / static_cast<double>(warmup);
        if (step >= total) return floor;
        const double progress = static_cast<double>(step - warmup) / static_cast<double>(total - warmup);
        return floor + (1 - floor) * 0.5 * (1 + std::cos(std::numbers::pi * progress));
    }
};

} // namespace duet
