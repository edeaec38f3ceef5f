// The command that makes a run.
#pragma once

#include "digits/commands/commands.hpp"

#include <string>

namespace digits {

/// What a shell takes for one word, whatever is in it.
std::string shell_word(const std::string& text);

/// `digits train` with every option that is not the default, and those that a reader looks for first. It makes a resumed run anew.
std::string command_line(const TrainArguments& arguments);

} // namespace digits
