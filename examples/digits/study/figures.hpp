// What the answers of a study's folds amount to.
#pragma once

#include "digits/study/answers.hpp"
#include "digits/study/folds.hpp"

#include <array>
#include <string>
#include <vector>

namespace digits {

/// One fold's figures, as shares of 1; NaN where there is no answer to judge.
struct FoldFigures {
    std::string name;
    double image = 0;
    std::array<double, conditions.size()> audio{}, learned{}, sum{}, both{};
    bool sums = false;                                       // whether `both` is `sum`, or else `learned`
    double image_error = 0, audio_error = 0, both_error = 0; // expected calibration error on clean rows
    double audio_error_by_chance = 0;                        // what is to be expected of it were each answer exactly as likely as it says
    double audio_error_together = 0;                         // of all speakers' rows as one, each under the scale of its fold; the same in each fold
    double sure = 0, sure_in_conflict = 0;                   // mean confidence of the fused answer
    double image_wins = 0;                                   // share of the rows in conflict that are answered with the digit of the picture
    EmbeddingScores image_scores, audio_scores;
    double seconds = 0; // of training
};

/// Figures of each fold. `learned` is what the model's fusion answers, `sum` the sum of both modalities' calibrated log-probabilities, and `both` the learned
/// one unless the sum is clearly better. Scales and rule are fitted on the answers about the other folds' left-out speakers, never on those of
/// the fold itself.
std::vector<FoldFigures> figures_of(const std::vector<Fold>& folds, const std::vector<Answers>& answers);

} // namespace digits
