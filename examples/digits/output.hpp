// Where a command writes.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

namespace digits {

/// Makes the folder if need be. Throws duet::Error unless each of `files` can be written in it.
void require_output_folder(const std::filesystem::path& folder, std::initializer_list<const char*> files);

/// Throws duet::Error unless the file can be written. One that stands there is left as it is.
void require_output_file(const std::filesystem::path& file);

/// A file and the option that names it.
struct NamedFile {
    const char* option;
    std::filesystem::path file; // empty: none
};

/// Throws duet::Error where two of them are one file: what a command writes takes the place neither of what it reads nor of what else it writes.
void require_apart(const std::vector<NamedFile>& files);

/// Says on standard output what the built-in data is, and how to get the real set.
void announce_data(const std::string& data);

} // namespace digits
