// What a model that was trained for a fold says of the fold's test rows, and the file that keeps it.
#pragma once

#include "digits/study/conditions.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace digits {

/// How far the embeddings of one branch lie in a heap a digit: k-means on them as they are, and on their layout in the plane (t-SNE).
struct EmbeddingScores {
    double purity = 0, nmi = 0;
    double plane_purity = 0, plane_nmi = 0;
};

/// Logits (test rows, 10) each; empty where there is no answer: of a modality alone, from models that need both; in noise, without recordings.
struct Answers {
    std::vector<int> labels;
    std::vector<float> image;
    std::array<std::vector<float>, conditions.size()> audio{};
    std::array<std::vector<float>, conditions.size()> both{};
    EmbeddingScores image_scores, audio_scores;
    double seconds = 0; // of training
};

/// Whole or not at all. `settings` says all that the answers depend on beside the data.
void save_answers(const std::filesystem::path& file, const Answers& answers, const std::string& settings);
/// Those of an earlier run; none if there is no such file, or it is of other settings or other test rows.
std::optional<Answers> load_answers(const std::filesystem::path& file, const std::vector<int>& labels, const std::string& settings);

} // namespace digits
