// Forward passes without training: no caches kept, no allocation.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/kernels/blas_setup.hpp"
#include "duet/layers/layer.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include <omp.h>

namespace duet {

/// Runs a layer (a model's, or the first part of one) on any number of samples, `chunk` at a time on each thread.
/// After construction it allocates nothing. Not for use by several threads at once: it owns the memory it runs in.
/// PyTorch equivalent: `model.eval()` and `torch.no_grad()`.
template <class L, class T>
class BasicPredictor {
public:
    using Input = typename L::Input;
    using Output = typename L::Output;

    /// Samples that one thread takes at a time. Fixed, so that the result does not depend on the number of threads.
    static constexpr std::size_t chunk = 16;

    /// `parameters` must outlive the predictor, and may change between predictions unless they are frozen.
    explicit BasicPredictor(std::span<const T> parameters, int threads = default_threads())
        : parameters_(parameters), threads_(std::max(threads, 1)), prepared_(L::prepared_size),
          workspace_(static_cast<std::size_t>(threads_) * workspace_size) {
        kernels::use_single_threaded_blas();
    }

    /// From now on predictions take the parameters as they are now: what each prediction makes of them first is made once. Call it again when
    /// they have changed. Worth a fifth of the time of a single sample.
    void freeze() {
        prepare();
        frozen_ = true;
    }

    /// y = network(x), for x.size samples; Throws Error if y holds fewer.
    void operator()(Batch<const T, Input> x, Batch<T, Output> y) {
        if (y.size < x.size)
            throw Error("a prediction of " + std::to_string(x.size) + " samples does not fit an output of " + std::to_string(y.size));
        if (!frozen_) prepare();
        const std::size_t chunks = (x.size + chunk - 1) / chunk;
        // Without a team of its own the loop runs on the caller's thread, whose number in the caller's team says nothing here.
        const bool team = threads_ > 1 && chunks > 1;
        const auto predict_chunk = [&](std::size_t index) {
            const std::size_t begin = index * chunk;
            const std::size_t end = std::min(x.size, begin + chunk);
            T* memory = workspace_.data() + (team ? static_cast<std::size_t>(omp_get_thread_num()) : 0) * workspace_size;
            Run<T, Mode::inference> run;
            run.workers = make_workers<L>(memory + cache_size, 1, 1);
            run.prepared = prepared_.data();
            run.first_sample = begin;
            L::template forward<T>(run, parameters_.data(), x.slice(begin, end), y.slice(begin, end), place_cache<L>(memory, end - begin));
        };
        parallel_for(chunks, threads_, predict_chunk);
    }

private:
    static constexpr std::size_t cache_size = chunk * cache_storage<L, Mode::inference>;
    static constexpr std::size_t workspace_size = cache_size + workers_memory<L>(1, 1);

    void prepare() { L::template prepare<T>(make_workers<L>(workspace_.data() + cache_size, 1, 1), parameters_.data(), prepared_.data()); }

    std::span<const T> parameters_;
    int threads_;
    bool frozen_ = false;
    Buffer<T> prepared_, workspace_;
};

/// Predicts with a whole model.
template <class M>
class Predictor : public BasicPredictor<typename M::Layer, typename M::Scalar> {
public:
    /// The model must outlive it.
    explicit Predictor(const M& model, int threads = default_threads())
        : BasicPredictor<typename M::Layer, typename M::Scalar>(model.parameters(), threads) {}
};

} // namespace duet
