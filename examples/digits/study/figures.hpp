// What the logits of a study's folds amount to.
#pragma once

#include "digits/study/fold.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace digits {

/// One fold's figures, as shares of 1. Without figures of one modality alone, those of `image`, `audio` and `sum` are -1.
struct FoldFigures {
    std::string name;
    double image = -1;
    std::array<double, conditions.size()> audio{}, sum{}, both{};
    double image_error = -1, audio_error = -1, both_error = 0; // expected calibration error on clean rows
    double sure = 0, sure_in_conflict = 0;                     // mean confidence of the fused answer
    double image_wins = 0;                                     // share of the rows in conflict that are answered with the digit of the picture
};

/// Figures of each fold. Scales that calibrate are fitted on the logits of the other folds' left-out speakers, never on those of the fold itself.
/// `sum`: the sum of both modalities' calibrated log-probabilities, which the fusion has to beat.
std::vector<FoldFigures> figures_of(const std::vector<Fold>& folds, const std::vector<FoldLogits>& logits);

} // namespace digits
