#include "digits/sample.hpp"

#include "digits/terminal/format.hpp"

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace digits {

namespace {

std::vector<float> logits_of(Engine& engine, std::span<const float> image, std::span<const float> audio) {
    std::vector<float> logits(class_count);
    engine.predict({image, audio, 1}, logits, 1);
    return logits;
}

} // namespace

Sample make_sample(Engine& engine) {
    duet::Random random(1);
    const auto draw = [&](std::size_t count) {
        std::vector<float> values(count);
        for (float& value : values) value = static_cast<float>(random.below(9)) / 4 - 1; // short as text
        return values;
    };
    Sample sample;
    sample.image = draw(image_size);
    sample.audio = draw(engine.front_end().size());
    sample.logits = logits_of(engine, sample.image, sample.audio);
    return sample;
}

void check_sample(Engine& engine, const Sample& sample, const std::string& file) {
    const std::vector<float> logits = logits_of(engine, sample.image, sample.audio);
    float largest = 1;
    for (const float value : sample.logits) largest = std::max(largest, std::abs(value));
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::abs(logits[i] - sample.logits[i]) <= 1e-3F * largest) continue;
        throw duet::Error(file + ": its parameters give " + number_text(logits[i]) + " for digit " + std::to_string(i) +
                          " of the sample in it; expected " + number_text(sample.logits[i]) + " (was the file changed, or damaged?)");
    }
}

} // namespace digits
