#include "digits/new_folder.hpp"

#include "duet/core/error.hpp"

#include <string>
#include <system_error>

#include <unistd.h>

namespace digits {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void cannot_be_made(const fs::path& folder, const std::error_code& error) {
    throw duet::Error(folder.string() + ": the output folder cannot be made: " + error.message() + "; choose another with --out");
}

/// Absolute, with links resolved and without a slash at the end.
fs::path resolved(const fs::path& folder) {
    std::error_code error;
    fs::path path = fs::weakly_canonical(folder, error);
    if (error) cannot_be_made(folder, error);
    if (!path.is_absolute()) path = fs::absolute(path);
    return path.has_filename() ? path : path.parent_path();
}

} // namespace

void require_new_folder(const fs::path& folder) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (!fs::status_known(status)) cannot_be_made(folder, error);
    if (!fs::exists(status)) return;
    if (!fs::is_directory(status)) throw duet::Error(folder.string() + ": is a file; expected a folder to write to");
    if (!fs::is_empty(folder, error) || error) {
        throw duet::Error(folder.string() +
                          ": is not empty; expected a new or an empty folder, so that nothing of before is mixed with what is written");
    }
}

NewFolder::NewFolder(const fs::path& target) {
    require_new_folder(target);
    target_ = resolved(target);
    fs::path above = target_.parent_path();
    std::error_code error;
    while (!fs::exists(above, error) && above.has_relative_path()) above = above.parent_path();
    const fs::path temporary = above / (".duet-" + std::to_string(::getpid()) + ".partial");
    const bool made = fs::create_directory(temporary, error);
    if (!made) cannot_be_made(target, error ? error : std::make_error_code(std::errc::file_exists));
    temporary_ = temporary;
}

NewFolder::~NewFolder() {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void NewFolder::commit() {
    std::error_code error;
    fs::create_directories(target_.parent_path(), error);
    if (!error) fs::rename(temporary_, target_, error);
    if (error) cannot_be_made(target_, error);
    temporary_.clear();
}

} // namespace digits
