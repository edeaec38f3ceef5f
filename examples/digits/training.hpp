// The loop over epochs: steps, validation, and what is written on the way.
#pragma once

#include "digits/checkpoint.hpp"
#include "digits/commands/commands.hpp"
#include "digits/digit_data.hpp"
#include "digits/inference.hpp"
#include "digits/metrics.hpp"
#include "digits/plot/gnuplot.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/progress.hpp"
#include "digits/training_rows.hpp"

#include "duet/data/split.hpp"
#include "duet/distributed/communicator.hpp"
#include "duet/io/checkpoints.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace digits {

/// Trains `model` on the training part of `rows`, on all ranks together: each gives its rows of each step, and rank 0 writes and speaks. All have the same
/// arguments, which outlive it.
class Training {
public:
    /// Takes the memory for training. The model's statistics stand; `data` is the fingerprint of the rows.
    Training(duet::Communicator& ranks, const TrainArguments& arguments, SavedModel& model, const DigitRows& rows, const duet::data::Split& split,
             std::uint32_t data);

    /// Goes on from `checkpoint`, of the same arguments, model and data. Throws duet::Error if it does not fit; nothing is changed then.
    void resume(const Checkpoint& checkpoint);

    /// Every epoch that is not done. Throws Interrupted after a checkpoint, if the program was asked to stop; duet::Error if the loss is not finite or
    /// a file cannot be written.
    void run();

    /// Says which epoch was best, draws the plots and names what was written. For rank 0.
    void report();

private:
    [[nodiscard]] std::size_t steps_of_epoch() const { return (split_.train.size() + arguments_.batch - 1) / arguments_.batch; }
    [[nodiscard]] std::filesystem::path file(const char* name) const { return std::filesystem::path(arguments_.out) / name; }

    [[nodiscard]] std::string way_on() const { return "digits train --resume --out " + arguments_.out + " goes on"; }

    [[nodiscard]] bool leads() const { return ranks_.rank() == 0; }
    [[nodiscard]] bool talks() const { return leads() && !arguments_.json; }

    void train_epoch();
    void validate();
    /// Throws duet::Error unless all ranks have learnt the same.
    void compare_ranks();
    /// The logits of the validation rows, of which each rank answers some.
    [[nodiscard]] std::vector<float> answers(Modality modality = Modality::both);
    /// Fits the scales of the logits to the validation rows, and has the opinions of both modalities summed where that is clearly better than what
    /// was learnt of their trust; `logits` are then the sum's.
    void settle(std::vector<float>& logits);
    /// A checkpoint by rank 0, unless one was written since the last step.
    void save();
    /// Has `write` write files, on rank 0; if that fails, the message says how to go on.
    void put_on_disk(const std::function<void()>& write) const;
    void stop_if_asked();
    /// What --on-nan says about the step at hand, in words that name its batch; throws duet::Error if that is to stop.
    void mend(const Inputs& inputs, std::span<const int> labels, std::span<const std::size_t> rows);
    void roll_back();
    [[noreturn]] void diverged(const std::string& what) const;
    /// Mistakes first, then samples that were recognised.
    [[nodiscard]] PlotResult draw_sheet() const;

    duet::Communicator& ranks_;
    const TrainArguments& arguments_;
    SavedModel& model_;
    const DigitRows& rows_;
    const duet::data::Split& split_;
    TrainingRows learnt_;
    std::uint32_t data_;
    duet::io::Checkpoints checkpoints_;
    RunState state_;
    std::optional<std::size_t> saved_; // the step of the last checkpoint that this program wrote
    std::vector<std::size_t> order_;
    std::vector<int> validation_labels_;
    Progress progress_;
    std::vector<float> best_logits_; // empty where the best epoch was before this program
};

/// The checkpoints of the run in a folder.
duet::io::Checkpoints checkpoints_of(const TrainArguments& arguments);

} // namespace digits
