// Runs gnuplot on a script and keeps the PNG that it draws.
#pragma once

#include "digits/plot/script.hpp"
#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace digits {

/// What became of a plot: drawn, or a line that says why not. A missing plot never stops the program.
struct [[nodiscard]] PlotResult {
    std::string problem;
    explicit operator bool() const { return problem.empty(); }
};

/// The absolute path of `program` on PATH, or an empty one. Relative entries of PATH are passed over: what lies in the working folder
/// is not run by accident.
inline std::filesystem::path find_program(const std::string& program) {
    const char* variable = std::getenv("PATH");
    std::string_view rest = variable == nullptr ? "" : variable;
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
        const std::filesystem::path candidate = std::filesystem::path(folder) / program;
        std::error_code ignored;
        if (candidate.is_absolute() && std::filesystem::is_regular_file(candidate, ignored) && access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return {};
}

inline bool gnuplot_available() { return !find_program("gnuplot").empty(); }

namespace detail {

// Anonymous files instead of pipes: nothing blocks when the other side stops reading, and no SIGPIPE can come.
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
inline File anonymous_file() { return {std::tmpfile(), &std::fclose}; }

/// At most `limit` bytes from the start of `file`.
inline std::string contents(std::FILE* file, std::size_t limit) {
    if (std::fseek(file, 0, SEEK_END) != 0) return {};
    const long size = std::ftell(file);
    if (std::fseek(file, 0, SEEK_SET) != 0) return {};
    std::string text(std::min(limit, static_cast<std::size_t>(std::max(size, 0L))), '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    return text;
}

/// The last line of `text` that is not blank: gnuplot says what is wrong after repeating the line that is.
inline std::string last_words(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    text = text.substr(0, text.find_last_not_of(blank) + 1);
    text.remove_prefix(text.rfind('\n') + 1);
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(blank)));
    return std::string(text.substr(0, 200));
}

/// Waits for `child` until `deadline`, then ends it. Returns its wait status, or -1 when it had to be ended.
inline int wait_until(pid_t child, std::chrono::steady_clock::time_point deadline) {
    int status = 0;
    while (true) {
        const pid_t done = waitpid(child, &status, WNOHANG);
        if (done == child) return status;
        if (done < 0 && errno == ECHILD) return 0; // SIGCHLD is ignored here: what was drawn tells how it went
        if (std::chrono::steady_clock::now() >= deadline) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return -1;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

} // namespace detail

/// Draws `script` and writes the picture to `path` in one piece: a reader sees the old file or the new one, and a failure leaves the old one.
/// gnuplot is run directly (no shell, no start-up file), reads the script on its standard input and hands the PNG back on its standard output, so
/// the path never enters a script.
inline PlotResult draw(const Script& script, const std::filesystem::path& path, std::chrono::milliseconds time_limit = std::chrono::seconds(60)) {
    const std::string name = path.filename().string();
    const auto failed = [&](const std::string& reason) { return PlotResult{name + " was not drawn: " + reason}; };

    const std::string program = find_program("gnuplot").string();
    if (program.empty()) return {"gnuplot is not installed: " + name + " was not drawn (apt-get install gnuplot-nox)"};

    const detail::File input = detail::anonymous_file();
    const detail::File output = detail::anonymous_file();
    const detail::File errors = detail::anonymous_file();
    if (!input || !output || !errors) return failed("no temporary file can be made (is the temporary folder full?)");
    const std::string& text = script.text();
    if (std::fwrite(text.data(), 1, text.size(), input.get()) != text.size() || std::fseek(input.get(), 0, SEEK_SET) != 0) {
        return failed("its script cannot be written (is the temporary folder full?)");
    }

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fileno(input.get()), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(output.get()), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(errors.get()), STDERR_FILENO);
    // By this name gnuplot reads its input in blocks; as "-" it would read every byte for itself, three times slower.
    std::string arguments[] = {"gnuplot", "--default-settings", "/dev/stdin"};
    char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), nullptr};
    pid_t child = 0;
    const int refused = posix_spawn(&child, program.c_str(), &files, nullptr, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    if (refused != 0) return failed(program + " cannot be run: " + std::generic_category().message(refused));

    const int status = detail::wait_until(child, std::chrono::steady_clock::now() + time_limit);
    if (status == -1) return failed("gnuplot took longer than " + std::to_string(time_limit.count()) + " ms");
    const std::string said = detail::last_words(detail::contents(errors.get(), 4096));
    constexpr std::size_t largest = 64 << 20; // bytes: far more than any of these pictures
    const std::string picture = detail::contents(output.get(), largest);
    if (status != 0 || !picture.starts_with("\x89PNG")) return failed("gnuplot says: " + (said.empty() ? "nothing" : said));

    try {
        duet::data::write_file_atomically(path, picture);
    } catch (const duet::Error& error) {
        return failed(error.what());
    }
    return {};
}

} // namespace digits
