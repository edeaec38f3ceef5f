// The one exception of the library.
#pragma once

#include <stdexcept>
#include <string>

namespace duet {

/// Bad input or an unusable environment: a missing file, a malformed header, a count that does not fit.
/// `what()` is one line that says what is wrong, where, and what was expected. Mistakes in shapes never get this far: they do not compile.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message) : std::runtime_error(message) {}
};

} // namespace duet
