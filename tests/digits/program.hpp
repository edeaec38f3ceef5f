// Runs the program as a user does, and keeps what it says.
#pragma once

#include "scratch.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

struct Outcome {
    int code = -1; // 128 + n if signal n ended it
    std::string out;
    std::string err;
};

/// Runs `digits` with the arguments. Its standard output goes to `out` if that is given, and is then not in the outcome.
inline Outcome run_digits(const std::vector<std::string>& arguments, const std::string& out = "") {
    setenv("OMP_WAIT_POLICY", "passive", 0);
    const Scratch said("duet-program");
    const std::string out_file = out.empty() ? (said.folder / "out").string() : out;
    const std::string err_file = (said.folder / "err").string();
    std::string program = DIGITS_PROGRAM;
    std::vector<char*> argv{program.data()};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_file.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_file.c_str(), O_WRONLY | O_CREAT, 0600);
    pid_t child = 0;
    const int refused = posix_spawn(&child, argv[0], &files, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (refused != 0) throw std::runtime_error(program + " cannot be run");

    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > deadline) kill(child, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.empty() ? read(out_file) : "", read(err_file)};
}

/// Without a PATH the program finds no gnuplot: it goes on without plots, which saves most of a short run's time.
class WithoutPath {
public:
    WithoutPath() { unsetenv("PATH"); }
    ~WithoutPath() {
        if (known_) setenv("PATH", path_.c_str(), 1);
    }
    WithoutPath(const WithoutPath&) = delete;
    WithoutPath& operator=(const WithoutPath&) = delete;

private:
    bool known_ = std::getenv("PATH") != nullptr;
    std::string path_ = known_ ? std::getenv("PATH") : "";
};

/// Every file below `folder` with its size and time, and every folder: what a file that is written anew changes, even to the same content.
inline std::map<std::string, std::string> snapshot(const std::filesystem::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        std::string state = "folder";
        if (entry.is_regular_file()) {
            state = std::to_string(entry.file_size()) + " " + std::to_string(entry.last_write_time().time_since_epoch().count());
        }
        all[entry.path().string()] = state;
    }
    return all;
}
