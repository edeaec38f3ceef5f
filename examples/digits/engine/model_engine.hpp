// An Engine of a model type whose first part is its two branches.
#pragma once

#include "digits/engine/engine.hpp"
#include "digits/engine/memory.hpp"

#include "duet/compose/prefix.hpp"
#include "duet/model/predictor.hpp"
#include "duet/model/summary.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace digits {

template <class M>
class ModelEngine final : public Engine {
    using Input = typename M::Input;
    using Encoders = duet::bind<duet::Prefix<typename M::Specification, 1>, Input>;
    using ImageEmbedding = typename Encoders::Output::template at<0>;
    using AudioEmbedding = typename Encoders::Output::template at<1>;

public:
    [[nodiscard]] std::string summary() const override { return duet::summary<M>(); }
    [[nodiscard]] std::size_t parameter_count() const override { return M::parameter_count; }
    [[nodiscard]] std::span<const duet::ParameterEntry> parameter_table() const override { return M::parameter_table; }
    [[nodiscard]] std::span<float> parameters() override { return model_.parameters(); }

    void start_training(const TrainingOptions& options) override {
        // Parameters, gradients and two moments, beside the workspace.
        require_memory(static_cast<double>(options.batch) * M::training_workspace + 4.0 * M::parameter_storage,
                       "training on " + std::to_string(options.batch) + " samples a step", "use a smaller --batch");
        model_.initialise(options.seed);
        trainer_.emplace(model_, duet::Adam{.learning_rate = options.learning_rate},
                         typename Trainer::Options{.batch = options.batch, .seed = options.seed, .threads = options.threads});
    }

    StepResult train_step(const Inputs& inputs, std::span<const int> labels, double factor) override {
        if (!trainer_) throw duet::Error("train_step comes after start_training");
        StepResult result;
        result.loss = trainer_->step(batch(inputs), labels, factor);
        const auto y = trainer_->output(inputs.count);
        for (std::size_t i = 0; i < inputs.count; ++i) {
            result.correct += static_cast<std::size_t>(std::max_element(y[i], y[i] + class_count) - y[i] == labels[i]);
        }
        return result;
    }

    void predict(const Inputs& inputs, std::span<float> logits, int threads) override {
        if (!predictor_) {
            require_prediction_memory(threads);
            predictor_.emplace(model_, threads);
        }
        (*predictor_)(batch(inputs), {logits.data(), inputs.count});
    }

    [[nodiscard]] std::size_t image_embedding_size() const override { return ImageEmbedding::last; }
    [[nodiscard]] std::size_t audio_embedding_size() const override { return AudioEmbedding::last; }

    void embed(const Inputs& inputs, std::span<float> image, std::span<float> audio, int threads) override {
        require_prediction_memory(threads);
        duet::BasicPredictor<Encoders, float> encoders(model_.parameters(), threads);
        std::vector<float> memory(inputs.count * duet::storage_size<typename Encoders::Output>);
        const auto both = duet::place<typename Encoders::Output>(memory.data(), inputs.count);
        encoders(batch(inputs), both);
        mean_over_tokens(both.template get<0>(), image);
        mean_over_tokens(both.template get<1>(), audio);
    }

private:
    using Trainer = duet::Trainer<M, duet::CrossEntropy, duet::Adam>;

    static duet::Batch<const float, Input> batch(const Inputs& inputs) { return {{inputs.images.data(), inputs.audio.data()}, inputs.count}; }

    static void require_prediction_memory(int threads) {
        require_memory(static_cast<double>(threads) * duet::Predictor<M>::chunk * M::inference_workspace,
                       "predicting on " + std::to_string(threads) + " threads", "use fewer --threads");
    }

    template <class S>
    static void mean_over_tokens(duet::Batch<float, S> x, std::span<float> mean) {
        std::fill(mean.begin(), mean.end(), 0.0F);
        for (std::size_t i = 0; i < x.size; ++i) {
            for (std::size_t e = 0; e < S::size; ++e) mean[i * S::last + e % S::last] += x[i][e] / static_cast<float>(S::rows);
        }
    }

    M model_;
    std::optional<Trainer> trainer_;
    std::optional<duet::Predictor<M>> predictor_;
};

} // namespace digits
