// Forward and backward passes of a model, with the memory and the gradients they need.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/kernels/blas_setup.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace duet {

/// Gradients and workspace for training a model on batches of up to `capacity` samples. After construction it allocates nothing.
/// PyTorch equivalent: `model.train()`, the graph that autograd keeps, and every `parameter.grad`.
template <class M>
class TrainingPass {
public:
    using T = typename M::Scalar;
    using Layer = typename M::Layer; ///< the model's network
    using Input = typename M::Input;
    using Output = typename M::Output;

    /// `seed` is that of the dropout masks. Takes `capacity * M::training_workspace` elements of memory besides gradients and scratch.
    TrainingPass(std::size_t capacity, std::uint64_t seed, int threads = default_threads())
        : capacity_(capacity), seed_(seed), threads_(std::max(threads, 1)), gradients_(M::parameter_storage),
          workspace_(capacity * M::training_workspace), scratch_(workers_memory<Layer>(static_cast<std::size_t>(threads_), slots)),
          workers_(make_workers<Layer>(scratch_.data(), threads_, slots)) {
        kernels::use_single_threaded_blas();
    }
    TrainingPass(const TrainingPass&) = delete;
    TrainingPass& operator=(const TrainingPass&) = delete;

    /// The output for x, with dropout. `step` numbers the random numbers: the same step, the same masks.
    /// `watch`, if given, is shown what each layer gives; `part` says which samples of a larger batch these are.
    /// Throws Error for no samples or more than `capacity`.
    Batch<T, Output> forward(const M& model, Batch<const T, Input> x, std::uint64_t step, LayerWatch<T>* watch = nullptr,
                             const BatchPart<T>& part = {}) {
        if (x.size == 0 || x.size > capacity_) {
            throw Error("a training pass of " + std::to_string(x.size) + " samples; expected 1 to " + std::to_string(capacity_) +
                        ", the batch it was made for");
        }
        run_ = make_run(step);
        run_.first_sample = part.first_sample;
        run_.batch = part.batch;
        run_.ranks = part.ranks;
        run_.watch = watch;
        const Batch<T, Output> y = output(x.size);
        Layer::template forward<T>(run_, model.parameters().data(), x, y, place_cache<Layer>(cache(), x.size));
        return y;
    }

    /// Adds the parameter gradients of the last forward pass. Fill `output_gradient` before.
    void backward(const M& model, Batch<const T, Input> x) {
        Layer::template backward<T>(run_, model.parameters().data(), gradients_.data(), x, output(x.size), place_cache<Layer>(cache(), x.size),
                                    output_gradient(x.size), NoGradient{});
    }

    [[nodiscard]] std::size_t capacity() const { return capacity_; }     ///< the most samples of a pass
    [[nodiscard]] const Workers<T>& workers() const { return workers_; } ///< what the last forward pass ran on
    [[nodiscard]] Batch<T, Output> output(std::size_t samples) { return place<Output>(workspace_.data(), samples); } ///< of the last forward pass
    /// Where the loss writes the gradient with respect to the output, before `backward`.
    [[nodiscard]] Batch<T, Output> output_gradient(std::size_t samples) {
        return place<Output>(workspace_.data() + capacity_ * storage_size<Output>, samples);
    }
    /// In the layout of the model's parameters.
    [[nodiscard]] std::span<T> gradients() { return gradients_.span(); }

private:
    T* cache() { return workspace_.data() + 2 * capacity_ * storage_size<Output>; }

    Run<T, Mode::training> make_run(std::uint64_t step) {
        Run<T, Mode::training> run;
        run.workers = workers_;
        run.scratch = cache() + capacity_ * cache_storage<Layer, Mode::training>;
        run.random = RandomStream{seed_, mix(1, step)};
        return run;
    }

    std::size_t capacity_;
    std::uint64_t seed_;
    int threads_;
    Buffer<T> gradients_, workspace_, scratch_;
    Workers<T> workers_;
    Run<T, Mode::training> run_;
};

} // namespace duet
