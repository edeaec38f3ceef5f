// What a model learns from: rows that are varied anew in each epoch, or rows as they are.
#pragma once

#include "digits/augmented_rows.hpp"
#include "digits/digit_data.hpp"
#include "digits/engine/engine.hpp"
#include "digits/row_gatherer.hpp"
#include "digits/saved_model.hpp"

#include "duet/distributed/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace digits {

/// Puts rows side by side as the model wants to be trained on them. The arguments outlive it.
class TrainingRows {
public:
    TrainingRows(const DigitRows& rows, SavedModel& model, int threads);

    /// Makes the statistics that standardise the model's inputs those of the given rows, as the model is trained on them. Collective: the ranks share
    /// the rows.
    void fit_statistics(std::span<const std::size_t> indices, duet::Communicator& ranks);

    /// The inputs and labels of the given rows, valid until the next call.
    std::pair<Inputs, std::span<const int>> gather(std::span<const std::size_t> indices, int epoch);

private:
    const DigitRows& rows_;
    ModelFacts& facts_;
    std::optional<AugmentedRows> varied_;
    RowGatherer plain_;
};

} // namespace digits
