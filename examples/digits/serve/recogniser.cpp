#include "digits/serve/recogniser.hpp"

#include "digits/inference.hpp"

#include "duet/core/error.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace digits {

int Opinion::digit() const { return static_cast<int>(std::ranges::max_element(probabilities) - probabilities.begin()); }

Opinion Recogniser::opinion(const Inputs& inputs, double scale) const {
    std::array<float, class_count> logits{};
    saved_.engine->predict(inputs, logits, 1);
    const double largest = *std::ranges::max_element(logits);
    Opinion opinion;
    double sum = 0;
    for (std::size_t digit = 0; digit < class_count; ++digit) {
        opinion.probabilities[digit] = std::exp(scale * (logits[digit] - largest));
        sum += opinion.probabilities[digit];
    }
    for (double& probability : opinion.probabilities) probability /= sum;
    return opinion;
}

Recognition Recogniser::operator()(std::optional<std::vector<float>> picture, const std::optional<duet::data::Recording>& recording) {
    if (!picture && !recording) throw duet::Error("there is neither a drawing nor a recording; expected one of them, or both");
    const ModelFacts& facts = saved_.facts;
    Recognition found;
    std::vector<float> seen, heard;
    Inputs inputs{.images = {}, .audio = {}, .count = 1};
    if (picture) {
        seen = *picture;
        facts.image_statistics.transform(seen);
        inputs.images = seen;
        found.picture = std::move(picture);
    }
    if (recording) {
        found.voice = facts.front_end.coefficients(duet::data::resample(*recording, duet::data::mfcc_sample_rate).samples, mfcc_);
        heard.resize(facts.front_end.size());
        facts.front_end(*found.voice, heard);
        facts.audio_statistics.transform(heard);
        inputs.audio = heard;
    }
    const bool both = inputs.images && inputs.audio;
    const Modality modality = both ? Modality::both : inputs.images ? Modality::image : Modality::audio;
    const auto start = std::chrono::steady_clock::now();
    found.answer = opinion(inputs, scale_of(facts, modality));
    found.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    if (!saved_.engine->does_with_one()) return found;
    if (inputs.images) found.image = opinion({inputs.images, {}, 1}, facts.scales.image);
    if (inputs.audio) found.audio = opinion({{}, inputs.audio, 1}, facts.scales.audio);
    if (both) {
        std::array<float, 2> factors{};
        saved_.engine->trust(inputs, factors, 1);
        const double image = factors[0] / facts.scales.image;
        const double audio = factors[1] / facts.scales.audio;
        if (image + audio > 0) found.trust = {image / (image + audio), audio / (image + audio)};
    }
    return found;
}

} // namespace digits
