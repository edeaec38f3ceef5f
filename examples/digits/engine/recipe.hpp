// How a model is trained, and on what.
#pragma once

#include "duet/data/front_end.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/schedule.hpp"

#include <cstddef>

namespace digits {

/// The published models': Adam at a constant rate, on the rows as they are.
struct PlainRecipe {
    using Loss = duet::CrossEntropy;
    static constexpr bool augments = false;
    static constexpr bool calibrates = false;
    static constexpr double averaging = 0; // decay of the averaged parameters; 0: those of the last step count
    static constexpr double clip = 0;      // largest norm of the gradients; 0: any
    static constexpr duet::data::FrontEnd front_end{};

    static duet::Adam optimiser(double learning_rate) { return {.learning_rate = learning_rate}; }
    static double factor(std::size_t, std::size_t) { return 1; }
};

/// For a model that shall understand voices that it has never heard: every epoch sees and hears each row differently.
struct HearingRecipe {
    using Loss = duet::BasicCrossEntropy<0.1>;
    static constexpr bool augments = true;
    static constexpr bool calibrates = true;
    static constexpr double averaging = 0.998;
    static constexpr double clip = 5;
    static constexpr duet::data::FrontEnd front_end{.normalise = true, .slopes = 2};

    static duet::Adam optimiser(double learning_rate) { return duet::adamw(learning_rate, 0.02); }
    /// A twentieth of the steps to warm up, then half a cosine.
    static double factor(std::size_t step, std::size_t steps) { return duet::CosineSchedule{.total = steps, .warmup = steps / 20}(step); }
};

} // namespace digits
