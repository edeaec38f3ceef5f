// Runs another program: an argument vector, never a shell, and never for ever.
#pragma once

#include "duet/core/error.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace digits {

/// Runs `arguments[0]`, found in PATH, without input or visible output, and returns its exit code (128 + n if signal n ended it).
/// Throws duet::Error if it cannot be started, with `how_to_install` in the message, or if it has not ended after `limit` (it is killed).
/// May be called from several threads at once.
inline int run_program(const std::vector<std::string>& arguments, std::chrono::milliseconds limit, const std::string& how_to_install) {
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failure = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure == ENOENT) throw duet::Error(arguments[0] + ": program not found; " + how_to_install);
    if (failure != 0) throw duet::Error(arguments[0] + ": cannot be started: " + std::strerror(failure) + "; " + how_to_install);

    const auto end = std::chrono::steady_clock::now() + limit;
    int status = 0;
    for (;;) {
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) break;
        if (ended < 0 && errno != EINTR) throw duet::Error(arguments[0] + ": cannot be waited for: " + std::strerror(errno));
        if (std::chrono::steady_clock::now() > end) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            throw duet::Error(arguments[0] + ": did not end within " + std::to_string(limit.count()) + " ms and was stopped");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace digits
