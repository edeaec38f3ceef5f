// Training on a disk that is full, broken or read-only, without memory, without a reader: one line, exit code 2, and a run that goes on to the bit.
#define BOOST_TEST_MODULE program_faults
#include "trained.hpp"

#include "duet/core/random.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using Arguments = std::vector<std::string>;

/// What is started while it lives meets a call that fails.
class Failing {
public:
    Failing(const std::string& call, std::uint64_t from, int reason) {
        setenv("DUET_FAIL", (call + ":" + std::to_string(from) + ":" + std::to_string(reason)).c_str(), 1);
        setenv("LD_PRELOAD", FAILING_CALLS, 1);
    }
    ~Failing() {
        unsetenv("LD_PRELOAD");
        unsetenv("DUET_FAIL");
    }
    Failing(const Failing&) = delete;
    Failing& operator=(const Failing&) = delete;
};

/// Two epochs of duet with a checkpoint after every step, left in peace.
struct Ground {
    const WithoutPath no_gnuplot;
    Scratch scratch{"duet-faults"};
    fs::path data = tiny::write_folder(scratch.folder / "data");
    fs::path whole = scratch.folder / "whole";
    Ground() {
        const Outcome outcome = run_digits(arguments(whole));
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    }
    [[nodiscard]] Arguments arguments(const fs::path& run) const {
        return {"train", "--data",  data.string(), "--out",     run.string(), "--epochs",           "2", "--model",
                "duet",  "--batch", "16",          "--threads", "1",          "--checkpoint-every", "1"};
    }
};
Ground& ground() {
    static Ground once;
    return once;
}

bool has_checkpoint(const fs::path& run) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(run / "checkpoints", error)) {
        if (entry.path().filename().string().starts_with("step-")) return true;
    }
    return false;
}

/// The fault gives one line and exit code 2 (or is not met); afterwards the run comes to the bits of one that was left in peace.
/// Whether it was met.
bool survives(const std::string& call, std::uint64_t from, int reason, const std::string& words) {
    const fs::path run = ground().scratch.folder / "run";
    fs::remove_all(run);
    Outcome outcome;
    {
        const Failing failing(call, from, reason);
        outcome = run_digits(ground().arguments(run));
    }
    const bool met = outcome.code != 0;
    const std::string what = call + " " + std::to_string(from) + ": " + outcome.err;
    if (met) {
        BOOST_TEST(outcome.code == 2, what);
        BOOST_TEST(outcome.err.starts_with("digits: "), what);
        BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1, what);
        BOOST_TEST(outcome.err.find(words) != std::string::npos, what);
    }
    const bool begun = has_checkpoint(run);
    const Outcome again = run_digits(begun ? Arguments{"train", "--resume", "--out", run.string(), "--threads", "1"} : ground().arguments(run));
    BOOST_TEST(again.code == 0, what << "then " << again.err);
    check_same_run(run, ground().whole);
    return met;
}

/// The reading end of a new pipe.
int read_end(const fs::path& pipe) {
    BOOST_REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    return open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_call_that_fails_at_any_moment_loses_nothing) {
    const char* asked = std::getenv("DUET_FAULTS");
    const std::uint64_t tries = asked == nullptr ? 4 : std::strtoull(asked, nullptr, 10); // of each kind
    duet::Random random(1);
    struct Kind {
        const char* call;
        int reason;
        const char* words;
        std::size_t uses; // about so many in a run
    };
    std::size_t met = 0;
    for (const Kind& kind : {Kind{"write", ENOSPC, "No space left on device", 900}, Kind{"fsync", EIO, "Input/output error", 60},
                             Kind{"open", EROFS, "Read-only file system", 27}, Kind{"rename", EIO, "Input/output error", 33},
                             Kind{"mkdir", EDQUOT, "Disk quota exceeded", 9}, Kind{"malloc", ENOMEM, "out of memory", 60}}) {
        BOOST_TEST(survives(kind.call, 1, kind.reason, kind.words));
        for (std::uint64_t i = 1; i < tries; ++i) met += survives(kind.call, 1 + random.below(kind.uses), kind.reason, kind.words) ? 1 : 0;
    }
    BOOST_TEST(met > tries); // most are within the run
    BOOST_TEST_MESSAGE(met + 6 << " faults met, none of which lost anything");
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_really_full_loses_nothing) {
    const std::string unshare = "/usr/bin/unshare"; // what it starts may mount, and nobody else sees it
    const Arguments own{"--user", "--map-root-user", "--mount"};
    if (!fs::exists(unshare) || run_program(unshare, {own[0], own[1], own[2], "/bin/mount", "-t", "tmpfs", "tmpfs", "/mnt"}).code != 0) {
        BOOST_TEST_MESSAGE("skipped: no file system may be mounted");
        return;
    }
    // A disk of $1 bytes on $2, the run of $@ on it, then room for it, the run to its end, and out of there to $3.
    const std::string script = R"(size=$1 disk=$2 to=$3; shift 3
        mount -t tmpfs -o size=$size tmpfs "$disk" || exit 77
        "$@"; code=$?
        mount -o remount,size=1g "$disk" || exit 78; exec 2>/dev/null
        if ls "$disk"/run/checkpoints/step-* >/dev/null 2>&1; then "$1" train --resume --out "$disk/run" --threads 1 || exit 79; else "$@" || exit 80; fi
        cp -r "$disk/run" "$to"; exit $code)";
    const fs::path disk = ground().scratch.folder / "disk";
    fs::create_directory(disk);
    const std::uintmax_t model = fs::file_size(ground().whole / "model.safetensors");
    std::size_t filled = 0;
    for (const double share : {0.01, 0.9, 2.1, 3.5, 4.7, 6.2}) { // of the size of a model; a checkpoint is about three
        const fs::path run = ground().scratch.folder / "from-disk";
        fs::remove_all(run);
        const std::string size = std::to_string(static_cast<std::uintmax_t>(share * static_cast<double>(model)));
        Arguments arguments{own[0], own[1], own[2], "/bin/sh", "-c", script, "sh", size, disk.string(), run.string(), DIGITS_PROGRAM};
        for (const std::string& argument : ground().arguments(disk / "run")) arguments.push_back(argument);
        const Outcome outcome = run_program(unshare, arguments);
        BOOST_TEST(outcome.code == 2, size << ": " << outcome.code << ' ' << outcome.err);
        BOOST_TEST(outcome.err.starts_with("digits: "), outcome.err);
        BOOST_TEST(outcome.err.find("No space left on device") != std::string::npos, outcome.err);
        BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1, outcome.err);
        check_same_run(run, ground().whole);
        ++filled;
    }
    BOOST_TEST_MESSAGE(filled << " disks filled, no one of which lost anything");
}

BOOST_AUTO_TEST_CASE(a_folder_that_vanishes_is_named) {
    const fs::path run = ground().scratch.folder / "vanishing";
    Arguments arguments = ground().arguments(run);
    arguments[6] = "2000";
    RunningDigits digits(arguments);
    for (int i = 0; i < 10'000 && !fs::exists(run / "metrics.csv"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    fs::rename(run, ground().scratch.folder / "vanished");
    const Outcome outcome = digits.wait();
    BOOST_TEST(outcome.code == 2);
    BOOST_TEST(outcome.err.starts_with("digits: " + run.string()), outcome.err);
    BOOST_TEST(outcome.err.find("No such file or directory; the run's checkpoints have vanished") != std::string::npos, outcome.err);
    BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1);
    BOOST_TEST(!fs::exists(run));
    BOOST_TEST(run_digits({"evaluate", "--model", (ground().scratch.folder / "vanished").string(), "--data", ground().data.string()}).code == 0);
}

BOOST_AUTO_TEST_CASE(a_page_of_a_mapped_file_that_cannot_be_read_ends_the_run_with_a_line) {
    const fs::path run = ground().scratch.folder / "lost-page";
    RunningDigits digits(ground().arguments(run));
    for (int i = 0; i < 10'000 && !has_checkpoint(run); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    digits.send(SIGBUS); // what the system sends then
    const Outcome outcome = digits.wait();
    BOOST_TEST(outcome.code == 2);
    BOOST_TEST(outcome.err ==
               "digits: a data file can no longer be read: it was shortened meanwhile, or its disk fails; the run goes on from its last "
               "checkpoint with --resume\n");
    BOOST_TEST(run_digits({"train", "--resume", "--out", run.string(), "--threads", "1"}).code == 0);
    check_same_run(run, ground().whole);
}

BOOST_AUTO_TEST_CASE(a_report_that_nobody_can_take_does_not_end_the_training) {
    const fs::path run = ground().scratch.folder / "unheard";
    const Outcome full = run_digits(ground().arguments(run), "/dev/full");
    BOOST_TEST(full.code == 2);
    BOOST_TEST(full.err.find("digits: standard output: cannot be written") != std::string::npos, full.err);
    check_same_run(run, ground().whole);

    fs::remove_all(run);
    const fs::path pipe = ground().scratch.folder / "pipe";
    const int reader = read_end(pipe);
    RunningDigits digits(ground().arguments(run), pipe.string());
    for (int i = 0; i < 10'000 && !fs::exists(run / "checkpoints"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    close(reader);
    const Outcome broken = digits.wait();
    BOOST_TEST(broken.code == 2, broken.err);
    BOOST_TEST(broken.err.find("digits: standard output: cannot be written") != std::string::npos, broken.err);
    check_same_run(run, ground().whole);
}

BOOST_AUTO_TEST_CASE(a_pipe_that_is_full_holds_up_the_run_and_loses_nothing) {
    const fs::path run = ground().scratch.folder / "held-up";
    const fs::path pipe = ground().scratch.folder / "full";
    const int reader = read_end(pipe);
    const int writer = open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    std::array<char, 4096> page{};
    while (write(writer, page.data(), page.size()) > 0) {
    }
    RunningDigits digits(ground().arguments(run), pipe.string());
    const fs::path saved = run / "checkpoints/step-000000000002";
    for (int i = 0; i < 10'000 && !fs::exists(saved); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    BOOST_TEST(!digits.ended());
    BOOST_TEST(run_digits({"evaluate", "--model", saved.string(), "--data", ground().data.string()}).code == 0);
    close(writer);
    while (!digits.ended()) { // somebody reads on
        if (read(reader, page.data(), page.size()) <= 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    close(reader);
    BOOST_TEST(digits.wait().code == 0);
    check_same_run(run, ground().whole);
}
