// Rows that are seen and heard differently in each epoch.
#pragma once

#include "digits/digit_data.hpp"
#include "digits/engine/engine.hpp"
#include "digits/saved_model.hpp"

#include "duet/data/augment/speech.hpp"
#include "duet/data/mfcc.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace digits {

/// Puts rows side by side for the engine, as RowGatherer does, but varied: images warped, and the voices, where their recordings are at hand, spoken
/// anew. What becomes of a row depends on the seed, the epoch and the row alone. The arguments outlive it.
class AugmentedRows {
public:
    AugmentedRows(const DigitRows& rows, const ModelFacts& facts, int threads);
    ~AugmentedRows();

    /// Valid until the next call. Allocates only when a batch or a recording is larger than any before.
    Inputs gather(std::span<const std::size_t> indices, std::uint64_t epoch);
    [[nodiscard]] std::span<const int> labels() const { return labels_; }

    /// The tokens of the given rows, varied as in epoch 0, not standardised: what statistics are made of. (indices.size(), tokens)
    void tokens(std::span<const std::size_t> indices, std::span<float> out);

private:
    struct Ear;

    /// Takes the coefficients of the given rows from where they are, which may throw: before threads work on them.
    void fetch_coefficients(std::span<const std::size_t> indices);
    /// `i`: of the rows fetched.
    void hear(Ear& ear, std::size_t i, std::size_t row, std::uint64_t epoch, std::span<float> tokens);
    /// In place.
    void see(std::size_t row, std::uint64_t epoch, std::span<float> image) const;

    const DigitRows& rows_;
    const ModelFacts& facts_;
    int threads_;
    std::vector<Ear> ears_; // one for each piece of work
    std::vector<float> images_, coefficients_, audio_;
    std::vector<int> labels_;
};

} // namespace digits
