// The benchmarks of one model: train_step/<model>/batch:128/threads:T and predict/<model>/batch:B/threads:T.
#pragma once

#include "kernel_memory.hpp"
#include "measure.hpp"
#include "models/layer_benchmarks.hpp"
#include "steps.hpp"

#include "duet/compose/named.hpp"
#include "duet/model/predictor.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/trainer.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// Multiply-adds of a network's first layers, the one in each branch that reads the input.
template <class L>
constexpr std::size_t first_multiply_adds();

struct FirstMultiplyAdds {
    bool all;
    bool first = true;
    std::size_t sum = 0;

    template <class L>
    constexpr void operator()(const duet::Name&) {
        if (all || first) sum += first_multiply_adds<L>();
        first = false;
    }
};

template <class L>
constexpr std::size_t first_multiply_adds() {
    FirstMultiplyAdds children{L::type_name == "Branches"};
    if constexpr (requires { L::visit_children(children); }) {
        L::visit_children(children);
        return children.sum;
    } else {
        return L::multiply_adds;
    }
}

/// Flop of a sample in training: forward, the gradient of the parameters, and the gradient of the inputs, which first layers do not compute.
template <class M>
inline constexpr double training_flop = 2.0 * static_cast<double>(3 * M::multiply_adds - first_multiply_adds<typename M::Layer>());

/// Standardised inputs of `samples` samples, as random as pictures and sounds are not.
template <class M>
class Inputs {
public:
    explicit Inputs(std::size_t samples) : samples_(samples), memory_(random_values(samples * duet::storage_size<typename M::Input>)) {}
    [[nodiscard]] duet::Batch<const float, typename M::Input> batch() { return duet::place<typename M::Input>(memory_.data(), samples_); }

private:
    std::size_t samples_;
    duet::Buffer<float> memory_;
};

/// Of a model whose output is logits, or several of the same shape.
template <class Output>
inline constexpr std::size_t classes = Output::last;
template <class... S>
inline constexpr std::size_t classes<duet::Shapes<S...>> = duet::Shapes<S...>::template at<0>::last;

/// A model in training on one batch.
template <class M>
class Training {
public:
    Training(std::size_t batch, int threads) : trainer_(model_, duet::Adam{}, {.batch = batch, .seed = 1, .threads = threads}), inputs_(batch) {
        for (std::size_t i = 0; i < batch; ++i) labels_.push_back(static_cast<int>(i % classes<typename M::Output>));
    }
    void step() { trainer_.step(inputs_.batch(), labels_); }

private:
    M model_{1};
    duet::Trainer<M, duet::CrossEntropy, duet::Adam> trainer_;
    Inputs<M> inputs_;
    std::vector<int> labels_;
};

/// A model that predicts one batch, again and again: its parameters are frozen.
template <class M>
class Prediction {
public:
    Prediction(std::size_t batch, int threads)
        : predictor_(model_, threads), inputs_(batch), output_(batch * duet::storage_size<typename M::Output>) {
        predictor_.freeze();
    }
    void step() {
        predictor_(inputs_.batch(), duet::place<typename M::Output>(output_.data(), output_.size() / duet::storage_size<typename M::Output>));
    }

private:
    const M model_{1};
    duet::Predictor<M> predictor_;
    Inputs<M> inputs_;
    duet::Buffer<float> output_;
};

template <class M>
void train_step(benchmark::State& state, std::size_t batch, int threads) {
    Training<M> training(batch, threads);
    const auto samples = static_cast<double>(batch);
    measure_median(state, {.flop = samples * training_flop<M>, .items = samples, .item = "samples", .threads = threads}, [&] { training.step(); });
}

template <class M>
void predict(benchmark::State& state, std::size_t batch, int threads) {
    Prediction<M> prediction(batch, threads);
    const auto samples = static_cast<double>(batch);
    measure_median(state, {.flop = samples * 2.0 * static_cast<double>(M::multiply_adds), .items = samples, .item = "samples", .threads = threads},
                   [&] { prediction.step(); });
}

/// One update by Adam, which clears the gradients, on one thread.
template <class M>
void update(benchmark::State& state) {
    const auto parameters = random_values(M::parameter_storage);
    duet::Buffer<float> moving(parameters), gradients(parameters);
    duet::Adam::State<float> adam(duet::Adam{}, M::parameter_storage);
    // Gradients, parameters and two moments, read and written.
    measure_median(state, {.bytes = float_bytes(8 * M::parameter_storage)}, [&] { adam.step(1, moving.span(), gradients.span(), 1e-3); });
}

template <class S>
Step make_step(std::size_t batch, int threads) {
    return [step = std::make_shared<S>(batch, threads)] { step->step(); };
}

/// Registers the steps of `M` alone.
template <class M>
bool register_steps(const std::string& model) {
    step_makers()[model] = {make_step<Training<M>>, make_step<Prediction<M>>};
    return true;
}

/// Registers all benchmarks of `M` and of its layers, and its steps; returns true, so that a constant can be initialised by it.
template <class M>
bool register_model(const std::string& model) {
    register_steps<M>(model);
    const auto add = [&](const std::string& what, auto run, std::size_t batch, int threads) {
        const std::string name = what + "/" + model + "/batch:" + std::to_string(batch) + "/threads:" + std::to_string(threads);
        benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { run(state, batch, threads); })->Unit(benchmark::kMillisecond);
    };
    benchmark::RegisterBenchmark(("update/" + model).c_str(), update<M>)->Unit(benchmark::kMillisecond);
    for (const int threads : {1, 2}) add("train_step", train_step<M>, 128, threads);
    for (const std::size_t batch : {std::size_t{1}, std::size_t{128}}) {
        for (const int threads : {1, 2}) add("predict", predict<M>, batch, threads);
    }
    register_layers<M>(model);
    return true;
}

} // namespace bench
