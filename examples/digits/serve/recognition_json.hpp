// A recognition as the page reads it.
#pragma once

#include "digits/serve/recogniser.hpp"

#include <string>

namespace digits {

std::string json_text(const Recognition& recognition, const SavedModel& saved);

} // namespace digits
