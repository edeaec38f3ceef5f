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

/// A program while it runs. Its standard output goes to `out` if that is given, and is then not in the outcome.
class RunningProgram {
public:
    RunningProgram(std::string program, const std::vector<std::string>& arguments, const std::string& out = "")
        : out_(out.empty() ? (said_.folder / "out").string() : out), keeps_out_(out.empty()) {
        setenv("OMP_WAIT_POLICY", "passive", 0);
        std::vector<char*> argv{program.data()};
        for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);

        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_.c_str(), O_WRONLY | O_CREAT, 0600);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_.c_str(), O_WRONLY | O_CREAT, 0600);
        const int refused = posix_spawn(&child_, argv[0], &files, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&files);
        if (refused != 0) throw std::runtime_error(program + " cannot be run");
    }
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;
    ~RunningProgram() {
        if (!ended()) send(SIGKILL);
        wait();
    }

    void send(int signal) const { kill(child_, signal); }
    [[nodiscard]] pid_t id() const { return child_; }
    /// What it has said so far.
    [[nodiscard]] std::string said() const { return read(out_); }
    [[nodiscard]] bool ended() {
        if (!ended_) ended_ = waitpid(child_, &status_, WNOHANG) != 0;
        return ended_;
    }
    /// Waits for its end, five minutes at most.
    Outcome wait() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
        while (!ended()) {
            if (std::chrono::steady_clock::now() > deadline) send(SIGKILL);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return {WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_), keeps_out_ ? read(out_) : "", read(err_)};
    }

private:
    Scratch said_{"duet-program"};
    std::string out_;
    std::string err_ = (said_.folder / "err").string();
    bool keeps_out_;
    pid_t child_ = 0;
    int status_ = 0;
    bool ended_ = false;
};

/// `digits` while it runs.
class RunningDigits : public RunningProgram {
public:
    explicit RunningDigits(const std::vector<std::string>& arguments, const std::string& out = "") : RunningProgram(DIGITS_PROGRAM, arguments, out) {}
};

/// Runs a program with the arguments to its end.
inline Outcome run_program(const std::string& program, const std::vector<std::string>& arguments) {
    return RunningProgram(program, arguments).wait();
}

/// Runs `digits` with the arguments to its end. Its standard output goes to `out` if that is given, and is then not in the outcome.
inline Outcome run_digits(const std::vector<std::string>& arguments, const std::string& out = "") { return RunningDigits(arguments, out).wait(); }

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
