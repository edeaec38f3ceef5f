// What went wrong, as the program says it.
#pragma once

#include <string>

namespace digits {

/// Inside a handler: the exception at hand in one line, whatever the message holds, since names of files and models may contain anything.
std::string failure_line();

/// Any message as one line.
std::string one_line(std::string message);

} // namespace digits
