// From rows of data to what a model takes: through its front end, and standardised.
#pragma once

#include "digits/clipped.hpp"
#include "digits/digit_data.hpp"
#include "digits/engine/engine.hpp"
#include "digits/saved_model.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace digits {

/// Rows put side by side for the engine. `rows` and `facts` outlive it.
class RowGatherer {
public:
    RowGatherer(const DigitRows& rows, const ModelFacts& facts) : rows_(rows), facts_(facts) {}

    /// The inputs and labels (if known) of the given rows, valid until the next call. Allocates only when a batch is larger than any before.
    Inputs gather(std::span<const std::size_t> indices);
    [[nodiscard]] std::span<const int> labels() const { return labels_; }
    /// The tokens of the given rows as the front end gives them, not standardised: (indices.size(), tokens).
    void tokens(std::span<const std::size_t> indices, std::span<float> out);
    /// Of all rows gathered so far.
    [[nodiscard]] const Clipped& clipped() const { return clipped_; }

private:
    const DigitRows& rows_;
    const ModelFacts& facts_;
    std::vector<float> images_, coefficients_, audio_;
    std::vector<int> labels_;
    Clipped clipped_;
};

} // namespace digits
