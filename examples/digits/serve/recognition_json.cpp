#include "digits/serve/recognition_json.hpp"

#include "digits/plot/prediction.hpp"
#include "digits/report/picture_text.hpp"

#include <nlohmann/json.hpp>

namespace digits {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Opinion& opinion) {
    return {{"digit", opinion.digit()}, {"confidence", opinion.confidence()}, {"probabilities", opinion.probabilities}};
}
template <class T>
Json json_of(const std::optional<T>& part) {
    return part ? Json(json_of(*part)) : Json();
}

} // namespace

std::string json_text(const Recognition& recognition, const SavedModel& saved) {
    Prediction seen{std::vector<float>(image_size), std::vector<float>(duet::data::mfcc_size)};
    if (recognition.picture) seen.image = *recognition.picture;
    if (recognition.voice) seen.audio.assign(recognition.voice->begin(), recognition.voice->end());
    const auto scales = audio_scales({&seen, 1});
    std::array<double, duet::data::mfcc_size> voice{};
    for (std::size_t i = 0; i < voice.size(); ++i) voice[i] = 0.5 + 0.5 * scales[i % 13].deviation(seen.audio[i]);
    const Json json{{"model", saved.facts.name},
                    {"answer", json_of(recognition.answer)},
                    {"image", json_of(recognition.image)},
                    {"audio", json_of(recognition.audio)},
                    {"trust", recognition.trust ? Json(*recognition.trust) : Json()},
                    {"milliseconds", recognition.milliseconds},
                    {"seen", recognition.picture ? Json(picture_text(ink_of(seen))) : Json()},
                    {"heard", recognition.voice ? Json(picture_text(voice)) : Json()},
                    {"letters", picture_letters}};
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

} // namespace digits
