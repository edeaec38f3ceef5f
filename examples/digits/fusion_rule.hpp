// Whether a learnt fusion is trusted, or the sum of what each modality says.
#pragma once

#include <span>
#include <vector>

namespace digits {

/// Logits (rows, 10) of one way to answer, and the scale that calibrates them.
struct Rule {
    std::span<const float> logits;
    double scale = 1;
};

/// image_scale * image + audio_scale * audio, (rows, 10) each: with the scales that calibrate them, the sum of both log-probabilities, up to what is
/// the same for all classes.
std::vector<float> calibrated_sum(std::span<const float> image, double image_scale, std::span<const float> audio, double audio_scale);

/// Whether `one` makes the labels likelier than `other` by more than a standard error of the mean difference over the rows, so that it is hardly chance
/// that tells them apart. Source: the one-standard-error rule of Breiman et al., "Classification and regression trees", 1984.
bool clearly_better(const Rule& one, const Rule& other, std::span<const int> labels);

} // namespace digits
