// Values far outside of what a model was trained on.
#pragma once

#include "digits/terminal/format.hpp"

#include <cstddef>
#include <string>

namespace digits {

/// How many values of rows were clipped because they are too far from the training rows' mean.
struct Clipped {
    std::size_t images = 0;
    std::size_t audio = 0;
    std::size_t image_values = 0; // of all
    std::size_t audio_values = 0;
};

/// A line for each part of the rows of which a hundredth or more was clipped: then they are hardly of the kind that the model knows. (A few always
/// are: pixels that no training row has lit.)
inline std::string remarks_on(const Clipped& clipped) {
    std::string remarks;
    const auto remark = [&](std::size_t some, std::size_t all, const std::string& what, const std::string& scale) {
        if (some == 0 || 100 * some < all) return;
        remarks += "digits: " + percent(static_cast<double>(some) / static_cast<double>(all)) + " of the values of the " + what +
                   " are far outside the training rows' range and were clipped; expected " + scale + "\n";
    };
    remark(clipped.images, clipped.image_values, "images", "28x28 pixels on the training rows' scale, such as 0 to 255");
    remark(clipped.audio, clipped.audio_values, "recordings", "coefficients as `digits features` makes them, not standardised");
    return remarks;
}

} // namespace digits
