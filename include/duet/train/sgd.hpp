// Stochastic gradient descent with momentum.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <utility>

namespace duet {

/// v = momentum v + g (the first v is g); parameter -= learning rate * v. PyTorch equivalent: `torch.optim.SGD`.
struct SGD {
    double learning_rate = 1e-2; ///< of a step whose schedule says 1
    double momentum = 0.9;       ///< how much of the velocity is kept in a step; 0: none
    double weight_decay = 0;     ///< added to the gradient (L2)

    /// Its moments for a model of scalar type T.
    template <class T>
    class State;
};

template <class T>
class SGD::State {
public:
    State(const SGD& options, std::size_t size) : options_(options), velocity_(size) {} ///< for `size` parameters

    /// Leaves zeros behind in `gradients`, as Adam does.
    void step(int threads, std::span<T> parameters, std::span<T> gradients, double rate_now) {
        const T rate = static_cast<T>(rate_now);
        const T mu = static_cast<T>(options_.momentum);
        const T decay = static_cast<T>(options_.weight_decay);
        for_slots(parameters.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                velocity_[i] = mu * velocity_[i] + std::exchange(gradients[i], T{}) + decay * parameters[i];
                parameters[i] -= rate * velocity_[i];
            }
        });
    }

    /// What it keeps from step to step, in the layout of the parameters, under PyTorch's name.
    [[nodiscard]] std::array<std::pair<const char*, std::span<T>>, 1> moments() { return {{{"momentum_buffer", velocity_.span()}}}; }

private:
    SGD options_;
    Buffer<T> velocity_;
};

} // namespace duet
