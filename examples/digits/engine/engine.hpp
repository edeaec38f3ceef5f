// One of the program's models behind a run-time interface: each is compiled once, in a file of its own.
#pragma once

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/data/front_end.hpp"
#include "duet/data/standardiser.hpp"
#include "duet/distributed/communicator.hpp"
#include "duet/io/onnx/graph.hpp"
#include "duet/model/parameter_table.hpp"
#include "duet/model/summary.hpp"
#include "duet/train/trainer_state.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace digits {

inline constexpr std::size_t image_size = 784; // 28 x 28
inline constexpr std::size_t audio_size = 507; // 39 frames x 13 coefficients
inline constexpr std::size_t class_count = 10;

struct TrainingOptions {
    std::size_t batch = 128;
    std::size_t steps = 1; // of the whole training, for the schedule
    std::uint64_t seed = 1;
    int threads = 1;
    double learning_rate = 1e-3;
    bool reproducible = false;           // whether no bit may depend on the number of ranks
    duet::Communicator* ranks = nullptr; // who trains with this process; null: nobody
};

struct StepResult {
    double loss = 0;         // cross-entropy of the answers, mean over the batch of all ranks
    std::size_t correct = 0; // its samples whose largest logit is their label's
    bool finite = true;      // else nothing was learnt
};

/// Standardised inputs of `count` samples, row-major: images (count, 784), audio (count, values of the front end's tokens). Either may be absent.
struct Inputs {
    std::optional<std::span<const float>> images;
    std::optional<std::span<const float>> audio;
    std::size_t count = 0;
};

/// A model, its training and its predictions. Sizes are those of the constants above.
class Engine {
public:
    virtual ~Engine() = default;

    [[nodiscard]] virtual duet::ModelSummary summary() const = 0;
    [[nodiscard]] virtual std::size_t parameter_count() const = 0;
    [[nodiscard]] virtual std::span<const duet::ParameterEntry> parameter_table() const = 0;
    [[nodiscard]] virtual std::span<float> parameters() = 0;

    /// What becomes of the 507 coefficients before they are standardised and handed to the model.
    [[nodiscard]] virtual duet::data::FrontEnd front_end() const = 0;
    /// Whether it is trained on rows that are augmented anew in each epoch.
    [[nodiscard]] virtual bool augments() const = 0;

    /// Whether its confidence is calibrated on the validation rows: one that learns from smoothed labels says less than it knows.
    [[nodiscard]] virtual bool calibrates() const = 0;

    /// Takes the memory for training and draws fresh parameters. This and the next three are for all ranks together, with the same options.
    virtual void start_training(const TrainingOptions& options) = 0;
    /// Which of a batch's samples this rank gives to a step.
    [[nodiscard]] virtual duet::Range rows_of_step(std::size_t batch) const = 0;
    /// One optimisation step on a batch of `batch` samples, at most `TrainingOptions::batch`: those given are this rank's.
    virtual StepResult train_step(const Inputs& inputs, std::span<const int> labels, std::size_t batch) = 0;
    /// Of a step that was not finite: where that began, as duet::where_not_finite says it.
    virtual std::string where_not_finite(const Inputs& inputs, std::span<const int> labels, std::size_t batch) = 0;
    /// Multiplies the learning rate of the steps to come; 1 at the start.
    virtual void scale_learning_rate(double factor) = 0;

    /// After `start_training`: what the next steps depend on beside the options and the batches, where it stands. Read there, a run goes on.
    virtual duet::TrainerState<float> training_state() = 0;

    /// logits (count, 10) of the samples, from what is there of them. Throws duet::Error if the model cannot do without what is absent.
    virtual void predict(const Inputs& inputs, std::span<float> logits, int threads) = 0;

    /// Whether `predict` can do without the images, or without the audio.
    [[nodiscard]] virtual bool does_with_one() const = 0;
    /// For a model that does with one: from now on the answer to both is image_scale * the image's logits + audio_scale * the audio's, until the next
    /// step, which goes on from what was learnt.
    virtual void sum_opinions(double image_scale, double audio_scale) = 0;

    /// For a model that does with one: what it trusts each with, (count, 2): the factors of the image's and of the audio's logits in the answer to both.
    virtual void trust(const Inputs& inputs, std::span<float> factors, int threads) = 0;

    /// Values per sample of what each branch hands to the fusion.
    [[nodiscard]] virtual std::size_t image_embedding_size() const = 0;
    [[nodiscard]] virtual std::size_t audio_embedding_size() const = 0;
    /// The embeddings, (count, size) each. Where a branch hands on a sequence: its mean over the tokens.
    virtual void embed(const Inputs& inputs, std::span<float> image, std::span<float> audio, int threads) = 0;

    /// The code of the model's PyTorch twin, on the standardised tensors that the model takes.
    [[nodiscard]] virtual std::string pytorch_module() const = 0;

    /// The model as an ONNX graph from rows as data holds them, `image` (784) and `audio` (507), which are standardised in it by the statistics, to
    /// `logits`, `image_embedding` and `audio_embedding`.
    virtual duet::io::onnx::Graph onnx_graph(const duet::data::Standardiser& image, const duet::data::Standardiser& audio) = 0;
};

} // namespace digits
