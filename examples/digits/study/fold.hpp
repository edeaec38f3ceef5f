// One training of a study, and what the model says of rows that it has not met.
#pragma once

#include "digits/digit_data.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/row_recordings.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace digits {

/// What is done to the voice of the test rows.
struct Condition {
    const char* name;
    std::optional<double> noise; // dB that the word is above it
    bool of_another_digit = false;
};
inline constexpr std::array conditions{Condition{"clean", {}}, Condition{"20 dB", 20.0}, Condition{"10 dB", 10.0},
                                       Condition{"5 dB", 5.0}, Condition{"0 dB", 0.0},   Condition{"conflict", {}, true}};
inline constexpr std::size_t clean = 0;
inline constexpr std::size_t conflict = conditions.size() - 1;

/// How each fold is trained.
struct StudyTraining {
    int epochs = 15;
    std::size_t batch = 64;
    double learning_rate = 2e-3;
    int threads = 1;
};

/// Who is left out, and which rows that makes.
struct Fold {
    std::string name;
    std::vector<std::size_t> train, test;
};

/// One fold for each speaker, whose rows are tested on, and one in which a fifth of all recordings are. The speaker stands in a recording's name,
/// {digit}_{speaker}_{index}.wav.
std::vector<Fold> make_folds(const DigitRows& rows, std::uint64_t seed);

/// Logits (test rows, 10) each.
struct FoldLogits {
    std::vector<int> labels;
    std::vector<float> image;                                  // empty for a model that does with nothing less than both
    std::array<std::vector<float>, conditions.size()> audio{}; // the same
    std::array<std::vector<float>, conditions.size()> both{};
};

/// Trains `entry` on the fold's training rows, and asks it. Noise is made from the recordings. `say` is told how far it is.
FoldLogits run_fold(const ZooEntry& entry, const DigitRows& rows, const RowRecordings& recordings, const Fold& fold, const StudyTraining& training,
                    std::uint64_t seed, const std::function<void(const std::string&)>& say);

/// The logits of a fold in one file, whole or not at all.
void save_logits(const std::filesystem::path& file, const FoldLogits& logits);
/// Those of an earlier run, or none if there is no such file of so many rows.
std::optional<FoldLogits> load_logits(const std::filesystem::path& file, const DigitRows& rows, const Fold& fold);

} // namespace digits
