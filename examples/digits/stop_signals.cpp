#include "digits/stop_signals.hpp"

#include <string_view>

#include <unistd.h>

namespace digits {

namespace {

volatile std::sig_atomic_t noted = 0;

extern "C" void note(int signal) {
    noted = signal;
    for (const int other : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action = {};
        ::sigaction(other, nullptr, &action);
        if (action.sa_handler != note) continue;
        action.sa_handler = SIG_DFL;
        ::sigaction(other, &action, nullptr);
    }
}

// Not SIG_IGN: that would be inherited by the programs that this one runs.
extern "C" void do_nothing(int) {}

extern "C" void say_and_end(int) {
    constexpr std::string_view line = "digits: a data file can no longer be read: it was shortened meanwhile, or its disk fails; "
                                      "the run goes on from its last checkpoint with --resume\n";
    [[maybe_unused]] const ssize_t said = ::write(STDERR_FILENO, line.data(), line.size());
    ::_exit(2);
}

struct sigaction handled_by(void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    return action;
}

} // namespace

StopSignals::StopSignals() {
    noted = 0;
    const struct sigaction action = handled_by(note);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        ::sigaction(signals[i], nullptr, &before_[i]);
        if (before_[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
    }
}

StopSignals::~StopSignals() {
    for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before_[i], nullptr);
}

int StopSignals::received() { return noted; }

BrokenPipesFail::BrokenPipesFail() {
    const struct sigaction action = handled_by(do_nothing);
    ::sigaction(SIGPIPE, &action, &before_);
}

BrokenPipesFail::~BrokenPipesFail() { ::sigaction(SIGPIPE, &before_, nullptr); }

LostPagesSpeak::LostPagesSpeak() {
    const struct sigaction action = handled_by(say_and_end);
    ::sigaction(SIGBUS, &action, &before_);
}

LostPagesSpeak::~LostPagesSpeak() { ::sigaction(SIGBUS, &before_, nullptr); }

} // namespace digits
