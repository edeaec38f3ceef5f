// Being asked to stop.
#pragma once

#include <array>
#include <csignal>
#include <exception>
#include <string>
#include <utility>

namespace digits {

/// While it lives, the first SIGINT (Ctrl-C), SIGTERM or SIGHUP is only noted; a second one ends the program at once, as usual. Those that the
/// program was started to ignore (nohup) it goes on to ignore. One at a time.
class StopSignals {
public:
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    /// The signal that was noted, or 0.
    [[nodiscard]] static int received();

private:
    static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, signals.size()> before_{};
};

/// While it lives, writing to a pipe that nobody reads any more fails instead of ending the program.
class BrokenPipesFail {
public:
    BrokenPipesFail();
    BrokenPipesFail(const BrokenPipesFail&) = delete;
    BrokenPipesFail& operator=(const BrokenPipesFail&) = delete;
    ~BrokenPipesFail();

private:
    struct sigaction before_{};
};

/// While it lives, a page of a mapped data file that cannot be read (the file was shortened meanwhile, or its disk fails) ends the program with a line and
/// exit code 2: nothing can go on, but somebody can know why.
class LostPagesSpeak {
public:
    LostPagesSpeak();
    LostPagesSpeak(const LostPagesSpeak&) = delete;
    LostPagesSpeak& operator=(const LostPagesSpeak&) = delete;
    ~LostPagesSpeak();

private:
    struct sigaction before_{};
};

/// The program was asked to stop, and has saved what there was to save.
class Interrupted : public std::exception {
public:
    Interrupted(int signal, std::string message) : signal_(signal), message_(std::move(message)) {}
    [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
    [[nodiscard]] int signal() const { return signal_; }

private:
    int signal_;
    std::string message_;
};

} // namespace digits
