// What a model hears: from the coefficients of a second, or from a recording, to its tokens.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/mfcc.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace duet::data {

/// Takes away silence at both ends: what is quieter than `share` of the loudest sample. Of silence alone nothing is left.
/// librosa equivalent: `librosa.effects.trim` with top_db = -20 log10(share), by samples instead of frames.
inline std::span<const float> trimmed(std::span<const float> samples, float share = 0.02F) {
    float peak = 0;
    for (const float v : samples) peak = std::max(peak, std::abs(v));
    const auto loud = [&](float v) { return std::abs(v) > share * peak; };
    const auto first = std::find_if(samples.begin(), samples.end(), loud);
    const auto last = std::find_if(samples.rbegin(), samples.rend(), loud).base();
    return first < last ? std::span<const float>(first, last) : std::span<const float>();
}

/// The steps from 39 frames of 13 coefficients (Mfcc) to 39 tokens of `width()` values. It is saved with a model, so that prediction does exactly what
/// training did. Nothing is learnt here and nothing allocated; one utterance does not depend on another.
struct FrontEnd {
    /// Recordings are trimmed of silence first.
    bool trim = false;
    /// Per utterance: c1..c12 less their mean over the frames that speak (each frame weighed by sigmoid(2 (E - Emax + 5)), E its log energy), and
    /// E - Emax, not below -7. A voice's level and microphone then make no difference.
    bool normalise = false;
    /// Frames on each side that the slopes (deltas) are fitted over: the 13 slopes stand behind the 13 values of a token. 0: no slopes.
    /// librosa equivalent: `librosa.feature.delta(width=2 * slopes + 1, mode="nearest")`, a fit of the first order.
    std::size_t slopes = 0;

    friend bool operator==(const FrontEnd&, const FrontEnd&) = default;

    static constexpr std::size_t most_slopes = 9; ///< of `slopes`

    [[nodiscard]] constexpr std::size_t width() const { return slopes == 0 ? mfcc_coefficients : 2 * mfcc_coefficients; } ///< values of a token
    /// Values of all tokens.
    [[nodiscard]] constexpr std::size_t size() const { return mfcc_frames * width(); }

    /// The coefficients (39, 13) of a recording at 8000 Hz, which is trimmed first if `trim` says so. Throws duet::Error as Mfcc does.
    [[nodiscard]] std::array<float, mfcc_size> coefficients(std::span<const float> samples, Mfcc& mfcc) const {
        return mfcc(trim ? trimmed(samples) : samples);
    }

    /// `coefficients`: (39, 13), as Mfcc gives them. `tokens`: (39, width()). Throws duet::Error if either has another size.
    void operator()(std::span<const float> coefficients, std::span<float> tokens) const {
        if (coefficients.size() != mfcc_size || tokens.size() != size() || slopes > most_slopes) {
            throw Error("a front end was given " + std::to_string(coefficients.size()) + " coefficients and room for " +
                        std::to_string(tokens.size()) + " values of tokens; expected " + std::to_string(mfcc_size) + " and " +
                        std::to_string(size()));
        }
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            std::copy_n(coefficients.begin() + static_cast<std::ptrdiff_t>(t * mfcc_coefficients), mfcc_coefficients,
                        tokens.begin() + static_cast<std::ptrdiff_t>(t * width()));
        }
        if (normalise) normalise_utterance(tokens);
        if (slopes > 0) append_slopes(tokens);
    }

    /// As text: "normalise slopes=2". Equal texts are equal front ends.
    [[nodiscard]] std::string text() const {
        std::string words = trim ? "trim " : "";
        if (normalise) words += "normalise ";
        return words + "slopes=" + std::to_string(slopes);
    }

    /// From what `text` gave. Throws duet::Error for any other text.
    static FrontEnd from_text(std::string_view text) {
        for (const bool trims : {false, true}) {
            for (const bool normalises : {false, true}) {
                for (std::size_t slopes = 0; slopes <= most_slopes; ++slopes) {
                    const FrontEnd candidate{trims, normalises, slopes};
                    if (candidate.text() == text) return candidate;
                }
            }
        }
        throw Error("front end '" + std::string(text.substr(0, 100)) + "'; expected such as '" + FrontEnd{true, true, 2}.text() + "'");
    }

private:
    /// In place, on tokens (39, width()).
    void normalise_utterance(std::span<float> tokens) const {
        constexpr std::size_t energy = mfcc_coefficients - 1;
        float loudest = tokens[energy];
        for (std::size_t t = 1; t < mfcc_frames; ++t) loudest = std::max(loudest, tokens[t * width() + energy]);
        std::array<float, energy> mean{};
        float total = 0;
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            const float* const token = tokens.data() + t * width();
            const float weight = 1 / (1 + std::exp(-2 * (token[energy] - loudest + 5)));
            total += weight;
            for (std::size_t k = 0; k < energy; ++k) mean[k] += weight * token[k];
        }
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            float* const token = tokens.data() + t * width();
            for (std::size_t k = 0; k < energy; ++k) token[k] -= mean[k] / total;
            token[energy] = std::max(token[energy] - loudest, -7.0F);
        }
    }

    /// Least squares over 2 * slopes + 1 tokens; the first and the last frame stand for those beyond.
    void append_slopes(std::span<float> tokens) const {
        float squares = 0;
        for (std::size_t n = 1; n <= slopes; ++n) squares += 2 * static_cast<float>(n * n);
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            float* const slope = tokens.data() + t * width() + mfcc_coefficients;
            std::fill_n(slope, mfcc_coefficients, 0.0F);
            for (std::size_t n = 1; n <= slopes; ++n) {
                const float* const before = tokens.data() + (t - std::min(t, n)) * width();
                const float* const after = tokens.data() + std::min(t + n, mfcc_frames - 1) * width();
                for (std::size_t k = 0; k < mfcc_coefficients; ++k) slope[k] += static_cast<float>(n) / squares * (after[k] - before[k]);
            }
        }
    }
};

} // namespace duet::data
