// What a model makes of one drawing and one recording, either of which may be absent.
#pragma once

#include "digits/engine/engine.hpp"
#include "digits/saved_model.hpp"

#include "duet/data/mfcc.hpp"
#include "duet/data/wav.hpp"

#include <array>
#include <optional>
#include <vector>

namespace digits {

/// The probability of each digit, calibrated.
struct Opinion {
    std::array<double, class_count> probabilities{};

    [[nodiscard]] int digit() const;
    [[nodiscard]] double confidence() const { return probabilities[static_cast<std::size_t>(digit())]; }
};

struct Recognition {
    std::optional<std::vector<float>> picture; // (28, 28), 0 to 255
    std::optional<std::array<float, duet::data::mfcc_size>> voice;
    Opinion answer;                             // from all that there is
    std::optional<Opinion> image, audio;        // of each alone, where the model has one and the input is there
    std::optional<std::array<double, 2>> trust; // in image and audio, sums to 1: their calibrated opinions' weights in the answer
    double milliseconds = 0;                    // that the answer itself took
};

class Recogniser {
public:
    explicit Recogniser(SavedModel saved) : saved_(std::move(saved)) {}

    [[nodiscard]] const SavedModel& saved() const { return saved_; }

    /// `picture`: (28 x 28), 0 to 255, as `centred` gives it. Throws duet::Error if there is neither, or if the model cannot do without what is absent.
    Recognition operator()(std::optional<std::vector<float>> picture, const std::optional<duet::data::Recording>& recording);

private:
    [[nodiscard]] Opinion opinion(const Inputs& inputs, double scale) const;

    SavedModel saved_;
    duet::data::Mfcc mfcc_;
};

} // namespace digits
