// Adam and AdamW, each step one pass over the flat buffers.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

namespace duet {

/// Kingma and Ba 2015. PyTorch equivalent: `torch.optim.Adam`.
struct Adam {
    double learning_rate = 1e-3; ///< of a step whose schedule says 1
    double beta1 = 0.9;          ///< how much of the mean of gradients is kept in a step
    double beta2 = 0.999;        ///< likewise of the mean of their squares
    double epsilon = 1e-8;       ///< added to the root of the second moment
    double weight_decay = 0;     ///< added to the gradient (L2), or decoupled in AdamW
    bool decoupled = false;      ///< decay beside the gradient (AdamW), not in it

    /// Its moments for a model of scalar type T.
    template <class T>
    class State;
};

template <class T>
class Adam::State {
public:
    State(const Adam& options, std::size_t size) : options_(options), first_(size), second_(size) {} ///< for `size` parameters

    /// Leaves zeros behind in `gradients`, for the next backward pass to add to: here they are at hand, a pass of its own would fetch them again.
    void step(int threads, std::span<T> parameters, std::span<T> gradients, double rate_now) {
        ++steps_;
        const auto count = static_cast<double>(steps_);
        const double bias1 = 1 - std::pow(options_.beta1, count);
        const double bias2 = 1 - std::pow(options_.beta2, count);
        using V = kernels::Vector<T>;
        const auto all = [](double value) { return V(static_cast<T>(value)); };
        const V b1 = all(options_.beta1);
        const V b2 = all(options_.beta2);
        const V fresh1 = all(1 - options_.beta1);
        const V fresh2 = all(1 - options_.beta2);
        const V rate = all(rate_now / bias1);
        const V unbias2 = all(1 / std::sqrt(bias2));
        const V eps = all(options_.epsilon);
        const V decay = all(options_.decoupled ? 0 : options_.weight_decay);
        const V shrink = all(options_.decoupled ? 1 - rate_now * options_.weight_decay : 1);
        for_slots(parameters.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            kernels::for_vectors<T>(end - begin, [&](std::size_t at, auto part) {
                const std::size_t i = begin + at;
                const V p = kernels::load(parameters.data() + i, part);
                const V g = xsimd::fma(decay, p, kernels::load(gradients.data() + i, part));
                const V first = xsimd::fma(b1, kernels::load(first_.data() + i, part), fresh1 * g);
                const V second = xsimd::fma(b2, kernels::load(second_.data() + i, part), fresh2 * g * g);
                kernels::store(V(T{}), gradients.data() + i, part);
                kernels::store(first, first_.data() + i, part);
                kernels::store(second, second_.data() + i, part);
                kernels::store(shrink * p - rate * first / xsimd::fma(xsimd::sqrt(second), unbias2, eps), parameters.data() + i, part);
            });
        });
    }

    /// What it keeps from step to step, in the layout of the parameters, under PyTorch's names; and how many steps that were.
    [[nodiscard]] std::array<std::pair<const char*, std::span<T>>, 2> moments() {
        return {{{"exp_avg", first_.span()}, {"exp_avg_sq", second_.span()}}};
    }
    [[nodiscard]] std::size_t& steps() { return steps_; } ///< updates so far, which the bias correction counts

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
