// Adam and AdamW, each step one pass over the flat buffers.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"

#include <cmath>
#include <cstddef>
#include <span>

namespace duet {

/// Kingma and Ba 2015. PyTorch equivalent: `torch.optim.Adam`.
struct Adam {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0; ///< added to the gradient (L2), or decoupled in AdamW
    bool decoupled = false;

    /// Its moments for a model of scalar type T.
    template <class T>
    class State;
};

template <class T>
class Adam::State {
public:
    State(const Adam& options, std::size_t size) : options_(options), first_(size), second_(size) {}

    void step(int threads, std::span<T> parameters, std::span<const T> gradients, double rate_now) {
        ++steps_;
        const auto count = static_cast<double>(steps_);
        const double bias1 = 1 - std::pow(options_.beta1, count);
        const double bias2 = 1 - std::pow(options_.beta2, count);
        const T b1 = static_cast<T>(options_.beta1);
        const T b2 = static_cast<T>(options_.beta2);
        const T fresh1 = static_cast<T>(1 - options_.beta1);
        const T fresh2 = static_cast<T>(1 - options_.beta2);
        const T rate = static_cast<T>(rate_now / bias1);
        const T unbias2 = static_cast<T>(1 / std::sqrt(bias2));
        const T eps = static_cast<T>(options_.epsilon);
        const T decay = static_cast<T>(options_.decoupled ? 0 : options_.weight_decay);
        const T shrink = static_cast<T>(options_.decoupled ? 1 - rate_now * options_.weight_decay : 1);
        T* const first = first_.data();
        T* const second = second_.data();
        T* const parameter = parameters.data();
        const T* const gradient = gradients.data();
        for_slots(parameters.size(), threads, [=](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const T g = gradient[i] + decay * parameter[i];
                first[i] = b1 * first[i] + fresh1 * g;
                second[i] = b2 * second[i] + fresh2 * g * g;
                parameter[i] = shrink * parameter[i] - rate * first[i] / (std::sqrt(second[i]) * unbias2 + eps);
            }
        });
    }

private:
    Adam options_;
    Buffer<T> first_, second_;
    std::size_t steps_ = 0;
};

/// Loshchilov and Hutter 2019: weight decay beside the gradient, not in it. PyTorch equivalent: `torch.optim.AdamW`.
constexpr Adam adamw(double learning_rate = 1e-3, double weight_decay = 1e-2) {
    return Adam{.learning_rate = learning_rate, .weight_decay = weight_decay, .decoupled = true};
}

} // namespace duet
