#include "digits/output.hpp"

#include "duet/core/error.hpp"

#include <cstdio>
#include <system_error>

#include <unistd.h>

namespace digits {

namespace fs = std::filesystem;

void require_output_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw duet::Error(folder.string() + ": the output folder cannot be made: " + error.message());
    if (!fs::is_directory(folder)) throw duet::Error(folder.string() + ": is a file; expected a folder to write to");
    if (access(folder.c_str(), W_OK | X_OK) != 0) throw duet::Error(folder.string() + ": files cannot be written to this folder; choose another with --out");
}

void require_output_file(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (fs::is_directory(file)) throw duet::Error(file.string() + ": is a folder; expected the name of a file to write");
    if (!fs::is_directory(folder)) throw duet::Error(folder.string() + ": no such folder to write " + file.filename().string() + " to");
    if (access(folder.c_str(), W_OK | X_OK) != 0) throw duet::Error(folder.string() + ": files cannot be written to this folder; choose another");
}

void announce_data(const std::string& data) {
    if (data != "builtin") return;
    std::puts("data: built in. It is synthetic: drawn strokes, and the voices of espeak-ng. The real set: ./dev data, then --data data");
    std::fflush(stdout);
}

} // namespace digits
