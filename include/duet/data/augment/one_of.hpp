// One of several augmentations.
#pragma once

#include "duet/core/random.hpp"

#include <cstddef>
#include <tuple>

namespace duet::data {

/// One of the steps, each as likely as the others. torchvision equivalent: `transforms.RandomChoice`.
template <class... Steps>
struct OneOf {
    static_assert(sizeof...(Steps) > 0, "OneOf: no steps; expected at least one");
    std::tuple<Steps...> steps; ///< one of which is taken

    OneOf() = default;
    explicit OneOf(Steps... list) : steps(list...) {} ///< as in `OneOf(Noise{}, Babble{})`

    template <class Sample>
    void operator()(Sample& sample, Random& random) const {
        const std::size_t chosen = random.below(sizeof...(Steps));
        std::size_t i = 0;
        std::apply([&](const auto&... step) { ((i++ == chosen ? step(sample, random) : void()), ...); }, steps);
    }
};

} // namespace duet::data
