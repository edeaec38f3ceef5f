// Jobs in which a rank is asked to stop, killed, stopped or given bad data: they end in bounded time, and resumed on another number of ranks they come
// to the bits of a run that was left in peace. DUET_KILLS says how many random moments are tried (3), DUET_SEED which.
#define BOOST_TEST_MODULE program_job_faults
#include "job.hpp"

#include "duet/core/random.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

namespace {

using Clock = std::chrono::steady_clock;

void check_contains(const std::string& text, const std::string& part) {
    BOOST_TEST(text.find(part) != text.npos, "'" << part << "' is not in\n" << text);
}

std::uint64_t from_environment(const char* name, std::uint64_t standard) {
    const char* text = std::getenv(name);
    return text == nullptr ? standard : std::strtoull(text, nullptr, 10);
}

void wait_for(const fs::path& path) {
    for (int i = 0; i < 10'000 && !fs::exists(path); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    BOOST_TEST_REQUIRE(fs::exists(path));
}

/// Of a run of 12 epochs of 7 steps, whatever the ranks.
const Arguments long_enough{"--model", "twin39", "--epochs", "12", "--reproducible"};

/// A run that was left in peace.
const fs::path& whole() {
    static const Scratch scratch("duet-job-whole");
    static const fs::path run = scratch.folder / "whole";
    if (!fs::exists(run)) BOOST_REQUIRE(run_on(0, training_job(run, long_enough)).code == 0);
    return run;
}

/// Ends within so many seconds.
Outcome end_of(RunningJob& job, double seconds) {
    const auto start = Clock::now();
    Outcome outcome = job.wait();
    BOOST_TEST(std::chrono::duration<double>(Clock::now() - start).count() < seconds, outcome.err);
    return outcome;
}

bool begun(const fs::path& run) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(run / "checkpoints", none)) {
        if (entry.path().filename().string().starts_with("step-")) return true;
    }
    return false;
}

void resume(const fs::path& run, int ranks) {
    const Outcome outcome = run_on(ranks, resuming_job(run));
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    check_same_run(run, whole());
}

} // namespace

BOOST_AUTO_TEST_CASE(asked_to_stop_all_ranks_end_after_the_same_step_and_rank_0_saves) {
    const Scratch scratch("duet-program-job");
    const fs::path run = scratch.folder / "run";
    RunningJob job(2, training_job(run, long_enough));
    wait_for(run / "checkpoints/step-000000000007");
    BOOST_TEST(job.send_to(1, SIGTERM));
    const Outcome stopped = end_of(job, 10);
    BOOST_TEST(stopped.code == 128 + SIGTERM);
    check_contains(stopped.err, "digits: stopped in epoch ");
    check_contains(stopped.err, "everything is saved: digits train --resume --out " + run.string() + " goes on\n");
    BOOST_TEST(stopped.err.find("digits: stopped in", stopped.err.find("digits: stopped in") + 1) == std::string::npos); // is said once
    resume(run, 4);
}

BOOST_AUTO_TEST_CASE(a_signal_to_mpirun_reaches_the_ranks) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Scratch scratch("duet-program-job");
        const fs::path run = scratch.folder / "run";
        RunningJob job(2, training_job(run, long_enough));
        wait_for(run / "checkpoints/step-000000000007");
        job.send(signal);
        BOOST_TEST(end_of(job, 10).code != 0);
        resume(run, 0);
    }
}

BOOST_AUTO_TEST_CASE(a_rank_killed_at_any_moment_ends_the_job_and_nothing_is_lost) {
    const auto start = Clock::now();
    whole();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    duet::Random random(from_environment("DUET_SEED", 1));
    const std::uint64_t wanted = from_environment("DUET_KILLS", 3);
    std::uint64_t kills = 0;
    for (int runs = 0; kills < wanted; ++runs) {
        const Scratch scratch("duet-program-job");
        const fs::path run = scratch.folder / "run";
        for (int life = 0;; ++life) {
            const int ranks = 1 << random.below(3);
            RunningJob job(ranks, begun(run) ? resuming_job(run, {"--checkpoint-every", "1"}) : training_job(run, long_enough));
            const auto end = Clock::now() + std::chrono::duration<double>(random.uniform(0, 2 + seconds));
            while (Clock::now() < end && !job.ended()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            const bool killed = job.send_to(static_cast<int>(random.below(static_cast<std::size_t>(ranks))), SIGKILL);
            const Outcome outcome = end_of(job, killed ? 10 : 60);
            if (outcome.code == 0) break;
            BOOST_REQUIRE_MESSAGE(killed, outcome.err);
            if (++kills >= wanted) {
                if (begun(run)) resume(run, 2);
                break;
            }
        }
        if (kills < wanted) check_same_run(run, whole());
    }
    BOOST_TEST_MESSAGE(kills << " kills survived");
}

BOOST_AUTO_TEST_CASE(a_rank_that_does_not_go_on_ends_the_job_after_the_patience) {
    const Scratch scratch("duet-program-job");
    const fs::path run = scratch.folder / "run";
    Arguments hasty = training_job(run, long_enough);
    *(std::ranges::find(hasty, "--patience") + 1) = "2";
    RunningJob job(2, hasty);
    wait_for(run / "checkpoints/step-000000000007");
    BOOST_TEST(job.send_to(1, SIGSTOP));
    const Outcome slow = end_of(job, 12);
    BOOST_TEST(slow.code == 2);
    check_contains(slow.err, "digits: rank 0 of 2: ");
    check_contains(slow.err, ": waited 2000 ms for the other ranks; one is lost, stopped or slow\n");
    resume(run, 1);
}

BOOST_AUTO_TEST_CASE(bad_data_of_one_rank_ends_the_job_before_anything_is_written) {
    const Scratch scratch("duet-program-job");
    const fs::path run = scratch.folder / "run";
    const fs::path other = scratch.folder / "other";
    fs::copy(rows_of_job(), other);
    const auto mixed = [&] { // rank 1 of 2 has the other data
        Arguments arguments = job(1, training_job(run));
        Arguments elsewhere = job(1, training_job(run));
        *(std::ranges::find(elsewhere, "--data") + 1) = other.string();
        arguments.push_back(":");
        arguments.insert(arguments.end(), elsewhere.begin() + 4, elsewhere.end()); // without what is said of the whole job
        return run_program(MPIRUN, arguments);
    };
    const std::string images = read(other / "x_train_wr.npy");
    write(other / "x_train_wr.npy", images.substr(0, images.size() - 100));
    const Outcome truncated = mixed();
    BOOST_TEST(truncated.code == 2);
    check_contains(truncated.err, "digits: rank 1 of 2: " + (other / "x_train_wr.npy").string() + ": is truncated");
    BOOST_TEST((!fs::exists(run) || fs::is_empty(run)));
    std::string changed = images;
    changed[changed.size() - 2] = static_cast<char>(changed[changed.size() - 2] ^ 1);
    write(other / "x_train_wr.npy", changed);
    const Outcome differs = mixed();
    BOOST_TEST(differs.code == 2);
    check_contains(differs.err, "of 2: the data is not the same on all ranks");
    BOOST_TEST((!fs::exists(run) || fs::is_empty(run)));
}

BOOST_AUTO_TEST_CASE(what_all_ranks_meet_is_said_once) {
    const Scratch scratch("duet-program-job");
    Arguments nowhere = training_job(scratch.folder / "run");
    *(std::ranges::find(nowhere, "--data") + 1) = (scratch.folder / "none").string();
    const Outcome outcome = run_on(2, nowhere);
    BOOST_TEST(outcome.code == 2);
    check_contains(outcome.err, "digits: rank 0 of 2: " + (scratch.folder / "none").string() + ": no such data folder");
    BOOST_TEST(outcome.err.find("rank 1 of 2") == std::string::npos, outcome.err);
}

BOOST_AUTO_TEST_CASE(one_job_at_a_time_writes_into_a_folder) {
    const Scratch scratch("duet-program-job");
    const fs::path run = scratch.folder / "run";
    RunningJob first(2, training_job(run, {"--model", "twin39", "--epochs", "2000"}));
    wait_for(run / "checkpoints/step-000000000000");
    for (const Arguments& arguments : {training_job(run), resuming_job(run)}) {
        const Outcome second = run_on(2, arguments);
        BOOST_TEST(second.code == 2);
        check_contains(second.err, "digits: rank 0 of 2: " + run.string() + ": another program is writing into this folder");
    }
    BOOST_TEST(first.send_to(0, SIGTERM));
    check_contains(first.wait().err, "everything is saved");
}
