// Where a command writes.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>

namespace digits {

/// Makes the folder if need be. Throws duet::Error unless each of `files` can be written in it.
void require_output_folder(const std::filesystem::path& folder, std::initializer_list<const char*> files);

/// Throws duet::Error unless the file can be written. One that stands there is left as it is.
void require_output_file(const std::filesystem::path& file);

/// Says on standard output what the built-in data is, and how to get the real set.
void announce_data(const std::string& data);

} // namespace digits
