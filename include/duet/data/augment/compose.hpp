// Augmentations joined: a step is whatever can be called with a sample and random numbers, and changes the sample.
#pragma once

#include "duet/core/random.hpp"

#include <tuple>

namespace duet::data {

/// One step after another. What is done depends on the sample and on what `random` yields, and on nothing else: draw from a stream of the seed, the
/// epoch and the row, and any thread may augment any row. torchvision equivalent: `transforms.Compose`.
template <class... Steps>
struct Compose {
    std::tuple<Steps...> steps; ///< in the order in which they are taken

    Compose() = default;
    explicit Compose(Steps... list) : steps(list...) {} ///< as in `Compose(Gain{}, Noise{})`

    template <class Sample>
    void operator()(Sample& sample, Random& random) const {
        std::apply([&](const auto&... step) { (step(sample, random), ...); }, steps);
    }
};

/// A step that is taken with a probability only. torchvision equivalent: `transforms.RandomApply`.
template <class Step>
struct Sometimes {
    double probability = 0.5; ///< of taking the step
    Step step{};              ///< what is taken or left

    template <class Sample>
    void operator()(Sample& sample, Random& random) const {
        if (random.uniform() < probability) step(sample, random);
    }
};
template <class Step>
/// `Sometimes(0.5, Gain{})`.
Sometimes(double, Step) -> Sometimes<Step>;

} // namespace duet::data
