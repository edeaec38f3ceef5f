// Completion of the command line in a shell, from the options that the program declares.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace digits {

/// The script for "bash" or "zsh" that completes commands, options and their values. What a value may be is told by its type: DIR, FILE and WAV are
/// names of files, words in lower case stand for themselves, and the NAME of a --model is one of the zoo's. Throws duet::Error for another shell.
std::string completion(const CLI::App& app, const std::string& shell);

} // namespace digits
