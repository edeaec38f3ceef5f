// Where a command writes.
#pragma once

#include <filesystem>
#include <string>

namespace digits {

/// Makes the folder if need be. Throws duet::Error unless files can be made in it.
void require_output_folder(const std::filesystem::path& folder);

/// Throws duet::Error unless the file's folder exists and files can be made in it.
void require_output_file(const std::filesystem::path& file);

/// Says on standard output what the built-in data is, and how to get the real set.
void announce_data(const std::string& data);

} // namespace digits
