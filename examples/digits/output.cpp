#include "digits/output.hpp"

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"

#include <cstdio>
#include <system_error>

namespace digits {

namespace fs = std::filesystem;

void require_output_folder(const fs::path& folder, std::initializer_list<const char*> files) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (fs::exists(status) && !fs::is_directory(status)) throw duet::Error(folder.string() + ": is a file; expected a folder to write to");
    fs::create_directories(folder, error);
    if (error) throw duet::Error(folder.string() + ": the output folder cannot be made: " + error.message() + "; choose another with --out");
    for (const char* file : files) require_output_file(folder / file);
}

void require_output_file(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (fs::is_directory(status) || !file.has_filename()) throw duet::Error(file.string() + ": is a folder; expected the name of a file to write");
    if (!fs::status_known(status)) throw duet::Error(file.string() + ": cannot be written: " + error.message());
    // Opened and dropped, it leaves nothing behind. A pipe is not tried: whoever reads it would see its end.
    if (fs::is_regular_file(status) || !fs::exists(status)) const duet::data::AtomicFile attempt(file);
}

void require_apart(const std::vector<NamedFile>& files) {
    const auto place = [](const fs::path& file) {
        std::error_code ignored;
        return fs::weakly_canonical(file, ignored);
    };
    for (auto later = files.begin(); later != files.end(); ++later) {
        for (auto earlier = files.begin(); earlier != later; ++earlier) {
            if (later->file.empty() || earlier->file.empty() || place(later->file) != place(earlier->file)) continue;
            throw duet::Error(earlier->file.string() + ": is the file of both " + earlier->option + " and " + later->option + "; expected two");
        }
    }
}

void announce_data(const std::string& data) {
    if (data != "builtin") return;
    std::puts("data: built in. It is synthetic: drawn strokes, and the voices of espeak-ng. The real set: ./dev data, then --data data");
    std::fflush(stdout);
}

} // namespace digits
