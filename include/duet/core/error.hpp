// The one exception of the library.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace duet {

/// Bad input or an unusable environment: a missing file, a malformed header, a count that does not fit.
/// `what()` is one line that says what is wrong, where, and what was expected; '?' stands in it for control characters, which names in files may hold.
/// Mistakes in shapes never get this far: they do not compile.
class Error : public std::runtime_error {
public:
    explicit Error(std::string message) : std::runtime_error(one_line(std::move(message))) {} ///< control characters become '?'

private:
    static std::string one_line(std::string message) {
        const auto control = [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; };
        std::replace_if(message.begin(), message.end(), control, '?');
        return message;
    }
};

} // namespace duet
