// A model's answers for many rows, and what they are worth.
#pragma once

#include "digits/clipped.hpp"
#include "digits/digit_data.hpp"
#include "digits/engine/engine.hpp"
#include "digits/saved_model.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace digits {

/// Which of its two inputs a model is given.
enum class Modality { both, image, audio };

/// From "both", "image" or "audio". Throws duet::Error for any other word.
Modality modality_of(const std::string& word);

/// logits (indices.size(), 10) of the given rows, from one or both of their parts. Throws duet::Error if the model cannot do without the other.
/// `clipped`, if given, is set to what was clipped of the parts that the model was given.
std::vector<float> predict_rows(const SavedModel& saved, const DigitRows& rows, std::span<const std::size_t> indices, int threads,
                                Modality modality = Modality::both, Clipped* clipped = nullptr);

/// What the model's branches hand to the fusion: images (rows, engine.image_embedding_size()), audio (rows, engine.audio_embedding_size()).
struct Embeddings {
    std::vector<float> image;
    std::vector<float> audio;
};
Embeddings embed_rows(const SavedModel& saved, const DigitRows& rows, std::span<const std::size_t> indices, int threads);

/// The class of the largest logit of each row.
std::vector<int> classes_of(std::span<const float> logits);

/// What makes the model's confidence mean something where it is given these inputs.
double scale_of(const ModelFacts& facts, Modality modality);

/// The largest value of softmax(scale * logits), of one row.
double confidence(std::span<const float> logits, double scale);

/// Mean cross-entropy of softmax(scale * logits) and accuracy against labels.
struct Score {
    double loss = 0;
    double accuracy = 0;
};
Score score(std::span<const float> logits, std::span<const int> labels, double scale = 1);

/// 0, 1, ..., count-1.
std::vector<std::size_t> all_rows(std::size_t count);

/// The labels of the given rows.
std::vector<int> labels_of(const DigitRows& rows, std::span<const std::size_t> indices);

} // namespace digits
