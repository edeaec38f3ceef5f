// An Engine of a model type whose first part is its two branches.
#pragma once

#include "digits/engine/engine.hpp"
#include "digits/engine/memory.hpp"
#include "digits/engine/onnx_graph.hpp"
#include "digits/engine/recipe.hpp"

#include "duet/analysis/calibration.hpp"
#include "duet/compose/prefix.hpp"
#include "duet/distributed/distributed_trainer.hpp"
#include "duet/distributed/one_process.hpp"
#include "duet/io/pytorch_module.hpp"
#include "duet/model/predictor.hpp"
#include "duet/model/shared_parameters.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/ema.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace digits {

/// `M` trained by `Recipe`. `SeesAlone` and `HearsAlone`, if given, are the models, of parameters that M has too, that answer where audio or images
/// are absent.
template <class M, class Recipe = PlainRecipe, class SeesAlone = void, class HearsAlone = void>
class ModelEngine final : public Engine {
    using Input = typename M::Input;
    using Encoders = duet::bind<duet::Prefix<typename M::Specification, 1>, Input>;
    using ImageEmbedding = typename Encoders::Output::template at<0>;
    using AudioEmbedding = typename Encoders::Output::template at<1>;
    static_assert(Input::template at<1>::size == Recipe::front_end.size(), "the model takes other tokens than its recipe's front end gives");
    static constexpr bool averages = Recipe::averaging > 0;

public:
    [[nodiscard]] duet::ModelSummary summary() const override { return duet::summarise<M>(); }
    [[nodiscard]] std::size_t parameter_count() const override { return M::parameter_count; }
    [[nodiscard]] std::span<const duet::ParameterEntry> parameter_table() const override { return M::parameter_table; }
    [[nodiscard]] std::span<float> parameters() override {
        take_average();
        return model_.parameters();
    }
    [[nodiscard]] duet::data::FrontEnd front_end() const override { return Recipe::front_end; }
    [[nodiscard]] bool augments() const override { return Recipe::augments; }
    [[nodiscard]] bool calibrates() const override { return Recipe::calibrates; }
    [[nodiscard]] bool does_with_one() const override { return !std::is_void_v<SeesAlone>; }

    void sum_opinions(double image_scale, double audio_scale) override {
        if constexpr (!std::is_void_v<SeesAlone>) {
            static_assert(averages, "the learner's own trust is to be kept");
            take_average();
            // OpinionPool weighs by the softplus of the trust.
            const auto trust_of = [](double weight) { return static_cast<float>(std::log(std::expm1(weight))); };
            std::ranges::fill(model_.parameter("trust.fc.weight"), 0.0F);
            const std::span<float> trust = model_.parameter("trust.fc.bias");
            trust[0] = trust_of(image_scale);
            trust[1] = trust_of(audio_scale);
        } else {
            throw duet::Error("this model has no opinion of each modality alone; expected a model that does with one, as duet");
        }
    }

    void start_training(const TrainingOptions& options) override {
        duet::Communicator& ranks = options.ranks != nullptr ? *options.ranks : alone_;
        // Parameters, gradients and two moments, beside the workspace; what adds chunks up takes five gradients.
        const std::size_t parts = options.reproducible ? duet::slots : ranks.size();
        const std::size_t pass = (options.batch + parts - 1) / parts;
        require_memory(static_cast<double>(pass) * M::training_workspace + (options.reproducible ? 9.0 : 4.0) * M::parameter_storage,
                       "training on " + std::to_string(options.batch) + " samples a step", "use a smaller --batch");
        model_.initialise(options.seed);
        steps_ = options.steps;
        rate_factor_ = 1;
        threads_ = options.threads;
        if constexpr (averages) {
            learner_ = std::make_unique<M>(options.seed);
            average_ = std::make_unique<Average>(std::as_const(model_).parameters(), Recipe::averaging);
        }
        trainer_.emplace(ranks, learner(), Recipe::optimiser(options.learning_rate),
                         typename Trainer::Options{.batch = options.batch,
                                                   .seed = options.seed,
                                                   .threads = options.threads,
                                                   .clip = Recipe::clip,
                                                   .reproducible = options.reproducible,
                                                   .figures = figures});
    }

    [[nodiscard]] duet::Range rows_of_step(std::size_t batch) const override {
        if (!trainer_) throw duet::Error("rows_of_step comes after start_training");
        return trainer_->rows(batch);
    }

    StepResult train_step(const Inputs& inputs, std::span<const int> labels, std::size_t batch) override {
        if (!trainer_) throw duet::Error("train_step comes after start_training");
        const auto judge = [=](const Samples& part, const auto& output, std::span<double> said) {
            const auto y = answer(output);
            for (std::size_t i = 0; i < y.size; ++i) {
                said[correct] += static_cast<double>(std::max_element(y[i], y[i] + class_count) - y[i] == part.target[i]);
            }
            if constexpr (Recipe::calibrates) { // what was minimised is of smoothed labels, and of more than the answer
                const std::span<const float> logits(y[0], y.size * class_count);
                said[likelihood] = duet::analysis::negative_log_likelihood(logits, class_count, part.target, 1) *
                                   (static_cast<double>(y.size) / static_cast<double>(batch));
            }
        };
        StepResult result;
        result.loss = trainer_->step({both(inputs), labels}, batch, Recipe::factor(trainer_->steps(), steps_) * rate_factor_, judge);
        result.finite = trainer_->finite();
        if (!result.finite) return result;
        if constexpr (averages) {
            average_->update(learner().parameters(), threads_);
            average_is_newer_ = true;
        }
        if constexpr (Recipe::calibrates) result.loss = trainer_->figures()[likelihood];
        result.correct = static_cast<std::size_t>(trainer_->figures()[correct]);
        return result;
    }

    std::string where_not_finite(const Inputs& inputs, std::span<const int> labels, std::size_t batch) override {
        if (!trainer_) throw duet::Error("where_not_finite comes after start_training");
        return trainer_->where_not_finite({both(inputs), labels}, batch);
    }
    void scale_learning_rate(double factor) override { rate_factor_ = factor; }

    duet::TrainerState<float> training_state() override {
        if (!trainer_) throw duet::Error("training_state comes after start_training");
        duet::TrainerState<float> state = trainer_->state();
        if constexpr (averages) {
            average_->add_to(state, M::parameter_table);
            average_is_newer_ = true; // once the caller has read into it
        }
        return state;
    }

    void predict(const Inputs& inputs, std::span<float> logits, int threads) override {
        take_average();
        if (inputs.images && inputs.audio) {
            if (!predictor_ || predictor_threads_ != threads) {
                require_prediction_memory(threads);
                predictor_ = std::make_unique<duet::Predictor<M>>(model_, threads);
                predictor_threads_ = threads;
            }
            predict_both(inputs, logits);
        } else if constexpr (!std::is_void_v<SeesAlone>) {
            if (inputs.images) {
                predict_alone<SeesAlone>(*inputs.images, logits, threads);
            } else if (inputs.audio) {
                predict_alone<HearsAlone>(*inputs.audio, logits, threads);
            }
        } else {
            throw duet::Error("this model needs both the images and the audio; expected a model that does with one, as duet");
        }
    }

    void trust(const Inputs& inputs, std::span<float> factors, int threads) override {
        if constexpr (!std::is_void_v<SeesAlone>) {
            using Opinions = duet::bind<duet::Prefix<typename M::Specification, 2>, Input>; // what OpinionPool is given
            take_average();
            require_prediction_memory(threads);
            duet::BasicPredictor<Opinions, float> opinions(model_.parameters(), threads);
            std::vector<float> memory(inputs.count * duet::storage_size<typename Opinions::Output>);
            const auto said = duet::place<typename Opinions::Output>(memory.data(), inputs.count);
            opinions(both(inputs), said);
            const auto softplus = [](float v) { return std::max(v, 0.0F) + std::log1p(std::exp(-std::abs(v))); };
            std::transform(said.data[2], said.data[2] + factors.size(), factors.begin(), softplus);
        } else {
            throw duet::Error("this model has no trust in each modality; expected a model that does with one, as duet");
        }
    }

    [[nodiscard]] std::size_t image_embedding_size() const override { return ImageEmbedding::last; }
    [[nodiscard]] std::size_t audio_embedding_size() const override { return AudioEmbedding::last; }

    void embed(const Inputs& inputs, std::span<float> image, std::span<float> audio, int threads) override {
        take_average();
        require_prediction_memory(threads);
        duet::BasicPredictor<Encoders, float> encoders(model_.parameters(), threads);
        std::vector<float> memory(inputs.count * duet::storage_size<typename Encoders::Output>);
        const auto embedded = duet::place<typename Encoders::Output>(memory.data(), inputs.count);
        encoders(both(inputs), embedded);
        mean_over_tokens(embedded.template get<0>(), image);
        mean_over_tokens(embedded.template get<1>(), audio);
    }

    [[nodiscard]] std::string pytorch_module() const override { return duet::io::pytorch_module<M>("Network", {"image", "audio"}); }

    duet::io::onnx::Graph onnx_graph(const duet::data::Standardiser& image, const duet::data::Standardiser& audio) override {
        take_average();
        return make_onnx_graph<Encoders>(model_, image, audio, Recipe::front_end);
    }

private:
    using Trainer = duet::DistributedTrainer<M, typename Recipe::Loss, duet::Adam>;
    using Samples = duet::Samples<M, typename Recipe::Loss>;
    enum Figure : std::size_t { correct, likelihood, figures }; // what is said of a step
    using Average = duet::ExponentialMovingAverage<float>;

    static duet::Batch<const float, Input> both(const Inputs& inputs) {
        if (!inputs.images || !inputs.audio) throw duet::Error("training and embeddings need both the images and the audio");
        return {{inputs.images->data(), inputs.audio->data()}, inputs.count};
    }

    /// The answer itself, in front of what else the model says.
    template <class Output>
    static auto answer(duet::Batch<const float, Output> y) {
        if constexpr (duet::is_shapes<Output>) {
            return y.template get<0>();
        } else {
            return y;
        }
    }

    void predict_both(const Inputs& inputs, std::span<float> logits) {
        using Output = typename M::Output;
        if constexpr (duet::is_shapes<Output>) {
            answers_.resize(std::max(answers_.size(), inputs.count * duet::storage_size<Output>));
            const auto y = duet::place<Output>(answers_.data(), inputs.count);
            (*predictor_)(both(inputs), y);
            std::copy_n(y.data[0], logits.size(), logits.begin());
        } else {
            (*predictor_)(both(inputs), {logits.data(), inputs.count});
        }
    }

    template <class Alone>
    void predict_alone(std::span<const float> inputs, std::span<float> logits, int threads) {
        Alone part;
        duet::copy_shared_parameters(std::as_const(model_), part);
        duet::Predictor<Alone> predictor(part, threads);
        const std::size_t count = logits.size() / class_count;
        predictor({inputs.data(), count}, {logits.data(), count});
    }

    /// The parameters that are trained.
    M& learner() {
        if constexpr (averages) return *learner_;
        return model_;
    }

    /// Makes the average of the parameters the model's own, if a step has been taken since.
    void take_average() {
        if (!average_is_newer_) return;
        std::ranges::copy(average_->average(), model_.parameters().begin());
        average_is_newer_ = false;
    }

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

    duet::OneProcess alone_;
    M model_;
    std::unique_ptr<M> learner_; // where the model is the average of what is learnt
    std::unique_ptr<Average> average_;
    bool average_is_newer_ = false;
    std::optional<Trainer> trainer_;
    std::size_t steps_ = 1;
    double rate_factor_ = 1;
    int threads_ = 1;
    std::unique_ptr<duet::Predictor<M>> predictor_;
    int predictor_threads_ = 0;
    std::vector<float> answers_; // of a prediction, all that the model says
};

} // namespace digits
