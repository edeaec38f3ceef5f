// A model's answers for many rows, and what they are worth.
#pragma once

#include "digits/digit_data.hpp"
#include "digits/engine/engine.hpp"
#include "digits/saved_model.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace digits {

/// Rows of standardised data put side by side for the engine.
class RowGatherer {
public:
    explicit RowGatherer(const DigitRows& rows) : rows_(rows) {}

    /// The inputs and labels (if known) of the given rows, valid until the next call. Allocates only when a batch is larger than any before.
    Inputs gather(std::span<const std::size_t> indices);
    [[nodiscard]] std::span<const int> labels() const { return labels_; }

private:
    const DigitRows& rows_;
    std::vector<float> images_, audio_;
    std::vector<int> labels_;
};

/// Standardises both inputs in place, by the statistics of the rows the model was trained on.
void standardise(DigitRows& rows, const ModelFacts& facts);

/// logits (indices.size(), 10) of the given rows.
std::vector<float> predict_rows(Engine& engine, const DigitRows& rows, std::span<const std::size_t> indices, int threads);

/// What the model's branches hand to the fusion: images (rows, engine.image_embedding_size()), audio (rows, engine.audio_embedding_size()).
struct Embeddings {
    std::vector<float> image;
    std::vector<float> audio;
};
Embeddings embed_rows(Engine& engine, const DigitRows& rows, std::span<const std::size_t> indices, int threads);

/// The class of the largest logit of each row.
std::vector<int> classes_of(std::span<const float> logits);

/// Mean cross-entropy and accuracy of logits against labels.
struct Score {
    double loss = 0;
    double accuracy = 0;
};
Score score(std::span<const float> logits, std::span<const int> labels);

/// 0, 1, ..., count-1.
std::vector<std::size_t> all_rows(std::size_t count);

/// The labels of the given rows.
std::vector<int> labels_of(const DigitRows& rows, std::span<const std::size_t> indices);

} // namespace digits
