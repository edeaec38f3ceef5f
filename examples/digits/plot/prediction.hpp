// What was seen, heard and answered, and the scales by which it is drawn.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace digits {

/// One sample. `image`: 28 x 28, row by row from the top, any scale with ink above background.
/// `audio`: 39 frames x 13 coefficients, frame by frame, any scale. `truth`: -1 where the label is not known.
struct Prediction {
    std::vector<float> image;
    std::vector<float> audio;
    int predicted = 0;
    int truth = -1;
};

/// The image on a scale from 0, its lightest pixel, to 1, its darkest; 0 where it is blank or not finite.
inline std::array<double, 784> ink_of(const Prediction& sample) {
    float low = HUGE_VALF;
    float high = -HUGE_VALF;
    for (const float value : sample.image) {
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    std::array<double, 784> ink{};
    for (std::size_t pixel = 0; pixel < ink.size(); ++pixel) {
        const double share = (static_cast<double>(sample.image[pixel]) - low) / (static_cast<double>(high) - low);
        if (share > 0.0) ink[pixel] = std::min(share, 1.0);
    }
    return ink;
}

/// What a coefficient is in the silence at both ends of a recording, and how far it goes from there.
struct AudioScale {
    double rest = 0;
    double reach = 1;

    /// From -1 to 1, 0 in silence or where the value is not finite.
    [[nodiscard]] double deviation(float value) const {
        const double share = (static_cast<double>(value) - rest) / reach;
        return std::isfinite(share) ? std::clamp(share, -1.0, 1.0) : 0.0;
    }
};

/// One scale per coefficient, over all samples: the median of the first and last frames, and 2.5 root mean square deviations from it.
inline std::array<AudioScale, 13> audio_scales(std::span<const Prediction> samples) {
    std::array<AudioScale, 13> scales;
    for (std::size_t coefficient = 0; coefficient < 13; ++coefficient) {
        std::vector<float> ends;
        for (const Prediction& sample : samples) {
            for (const std::size_t frame : {std::size_t{0}, std::size_t{38}}) {
                const float value = sample.audio[13 * frame + coefficient];
                if (std::isfinite(value)) ends.push_back(value);
            }
        }
        if (ends.empty()) continue;
        const auto half = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
        std::nth_element(ends.begin(), half, ends.end());
        double squares = 0;
        for (const Prediction& sample : samples) {
            for (std::size_t frame = 0; frame < 39; ++frame) {
                const double deviation = static_cast<double>(sample.audio[13 * frame + coefficient]) - *half;
                if (std::isfinite(deviation)) squares += deviation * deviation;
            }
        }
        const double reach = 2.5 * std::sqrt(squares / static_cast<double>(39 * samples.size()));
        scales[coefficient] = {*half, reach > 0 ? reach : 1.0};
    }
    return scales;
}

} // namespace digits
