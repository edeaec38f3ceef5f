// The page, and the answers that it asks for.
#pragma once

#include "digits/serve/http.hpp"
#include "digits/serve/recogniser.hpp"

#include <cstddef>

namespace digits {

inline constexpr std::size_t drawing_side = 280; // the page's canvas
inline constexpr std::size_t drawing_bytes = drawing_side * drawing_side;
inline constexpr int longest_sound = 10; // seconds

/// GET / is the page. POST /answer/image takes a drawing (280 x 280 bytes of ink), /answer/audio a sound file, /answer/both the one behind the other; the
/// answer is JSON. Throws duet::Error for a body that cannot be read.
HttpResponse answer(Recogniser& recogniser, const HttpRequest& request);

} // namespace digits
