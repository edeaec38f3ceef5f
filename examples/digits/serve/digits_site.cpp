#include "digits/serve/digits_site.hpp"

#include "digits/serve/drawing.hpp"
#include "digits/serve/recognition_json.hpp"
#include "digits/serve/serve_page.hpp"

#include "duet/core/error.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace digits {

namespace {

Recognition recognise(Recogniser& recogniser, const std::string& body, bool drawn, bool spoken) {
    std::span<const std::byte> rest = std::as_bytes(std::span(body));
    std::optional<std::vector<float>> picture;
    std::optional<duet::data::Recording> recording;
    if (drawn) {
        if (rest.size() < drawing_bytes || (!spoken && rest.size() > drawing_bytes)) {
            throw duet::Error("the drawing has " + std::to_string(rest.size()) + " bytes; expected " + std::to_string(drawing_bytes) +
                              ", one for each of its 280 x 280 pixels");
        }
        const auto* const ink = reinterpret_cast<const std::uint8_t*>(rest.data());
        picture = centred({ink, drawing_bytes}, drawing_side);
        rest = rest.subspan(drawing_bytes);
    }
    if (spoken) recording = duet::data::read_wav(rest, "the recording", longest_sound);
    return recogniser(std::move(picture), recording);
}

} // namespace

HttpResponse answer(Recogniser& recogniser, const HttpRequest& request) {
    constexpr std::string_view place = "/answer/";
    const std::string what = request.target.starts_with(place) ? request.target.substr(place.size()) : "";
    const bool known = what == "both" || what == "image" || what == "audio";
    if (!known && request.target != "/") return http_error(404, "there is nothing here; expected / or /answer/both, /image or /audio");
    if (request.method != (known ? "POST" : "GET")) return http_error(405, std::string("expected the method ") + (known ? "POST" : "GET"));
    if (!known) return {200, "text/html; charset=utf-8", std::string(serve_page)};
    return {200, "application/json", json_text(recognise(recogniser, request.body, what != "audio", what != "image"), recogniser.saved())};
}

} // namespace digits
