// The loop over epochs: steps, validation, and the files that an epoch leaves behind.
#pragma once

#include "digits/augmented_rows.hpp"
#include "digits/commands/commands.hpp"
#include "digits/digit_data.hpp"
#include "digits/metrics.hpp"
#include "digits/plot/gnuplot.hpp"
#include "digits/row_gatherer.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/progress.hpp"

#include "duet/data/split.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace digits {

/// Trains `model` on the training part of `rows`. The arguments outlive it.
class Training {
public:
    /// Takes the memory for training. `augmented` is null where the rows are trained on as they are.
    Training(const TrainArguments& arguments, SavedModel& model, const DigitRows& rows, const duet::data::Split& split, AugmentedRows* augmented);

    /// Every epoch. Throws duet::Error if the loss is not finite or a file cannot be written.
    void run();

    /// Says which epoch was best, draws the plots and names what was written.
    void report();

private:
    [[nodiscard]] std::size_t steps_of_epoch() const { return (split_.train.size() + arguments_.batch - 1) / arguments_.batch; }
    [[nodiscard]] std::filesystem::path file(const char* name) const { return std::filesystem::path(arguments_.out) / name; }

    /// The inputs and labels of some training rows.
    std::pair<Inputs, std::span<const int>> gather(std::span<const std::size_t> rows, std::uint64_t epoch);
    void train_epoch(EpochRecord& record);
    [[noreturn]] void diverged(int epoch, const std::string& where) const;
    /// Mistakes first, then samples that were recognised.
    [[nodiscard]] PlotResult draw_sheet() const;

    const TrainArguments& arguments_;
    SavedModel& model_;
    const DigitRows& rows_;
    const duet::data::Split& split_;
    AugmentedRows* augmented_; // null: the rows as they are
    RowGatherer gatherer_;
    std::vector<std::size_t> order_;
    std::vector<int> validation_labels_;
    Progress progress_;
    std::vector<EpochRecord> records_;
    std::vector<float> best_logits_;
};

} // namespace digits
