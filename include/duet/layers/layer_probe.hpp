// Runs one layer on memory of its own, guarded on all sides: what check_layer and the golden tests look through.
#pragma once

#include "duet/core/error.hpp"
#include "duet/core/guarded_buffer.hpp"
#include "duet/kernels/blas_setup.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace duet {

/// One layer with all the memory its calls need, for `samples` samples. Every buffer is poisoned before each call and guarded.
template <class L, class T, Mode M = Mode::training>
class LayerProbe {
public:
    using Input = typename L::Input;
    using Output = typename L::Output;

    /// All parameters, inputs and gradients are zero.
    explicit LayerProbe(std::size_t samples)
        : parameters(parameter_storage(L::parameter_list)), gradients(parameter_storage(L::parameter_list)), input(samples * storage_size<Input>),
          output(samples * storage_size<Output>), output_gradient(samples * storage_size<Output>), input_gradient(samples * storage_size<Input>),
          samples_(samples), cache_(samples * cache_storage<L, M>), scratch_(samples * scratch_storage<L>),
          workers_(workers_memory<L>(most_threads, slots)) {
        kernels::use_single_threaded_blas();
        parameters.fill(T{});
        gradients.fill(T{});
        input.fill(T{});
        output_gradient.fill(T{});
    }

    /// @{ What its calls read and write. Fill parameters, input and output_gradient.
    GuardedBuffer<T> parameters, gradients, input, output, output_gradient, input_gradient;
    /// @}

    /// Fills `output`. Throws Error, as backward does, for a write outside a buffer.
    void forward(int threads = 1) {
        output.poison();
        cache_.poison();
        workers_.poison();
        L::template forward<T>(run(threads), parameters.data(), x(), y(), place_cache<L>(cache_.data(), samples_));
        require_intact("forward");
    }

    /// `with_input_gradient`: false leaves dx to NoGradient. Adds to `gradients`.
    void backward(int threads = 1, bool with_input_gradient = true) {
        input_gradient.poison();
        scratch_.poison();
        workers_.poison();
        const auto call = [&](auto dx) {
            L::template backward<T>(run(threads), parameters.data(), gradients.data(), x(), y(), place_cache<L>(cache_.data(), samples_),
                                    place<Output>(output_gradient.data(), samples_), dx);
        };
        if (with_input_gradient) {
            call(place<Input>(input_gradient.data(), samples_));
        } else {
            call(NoGradient{});
        }
        require_intact("backward");
    }

    [[nodiscard]] std::size_t samples() const { return samples_; } ///< of its batch

    /// Calls `body(batch)` for each tensor in a batch of `S`, one or several.
    template <class S, class F>
    static void for_each_tensor(T* base, std::size_t samples, const F& body) {
        const auto batch = place<S>(base, samples);
        if constexpr (is_shapes<S>) {
            [&]<std::size_t... I>(std::index_sequence<I...>) { (body(batch.template get<I>()), ...); }(std::make_index_sequence<S::count>{});
        } else {
            body(batch);
        }
    }

private:
    static constexpr std::size_t most_threads = 8;

    Batch<const T, Input> x() { return place<Input>(input.data(), samples_); }
    Batch<T, Output> y() { return place<Output>(output.data(), samples_); }

    Run<T, M> run(int threads) {
        Run<T, M> run;
        run.workers = make_workers<L>(workers_.data(), threads, M == Mode::training ? slots : 1);
        run.scratch = scratch_.data();
        run.random = {1, 2};
        return run;
    }

    void require_intact(const char* where) const {
        const bool intact = parameters.intact() && gradients.intact() && input.intact() && output.intact() && output_gradient.intact() &&
                            input_gradient.intact() && cache_.intact() && scratch_.intact() && workers_.intact();
        if (!intact) throw Error(std::string(L::type_name) + ": " + where + " writes outside its buffers (batch " + std::to_string(samples_) + ")");
    }

    std::size_t samples_;
    GuardedBuffer<T> cache_, scratch_, workers_;
};

} // namespace duet
