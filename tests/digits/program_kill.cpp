// Runs killed at random moments, by the signal that nothing can be done about: resumed, they come to the bits of a run that was left in peace.
// DUET_KILLS says how many moments are tried (12), DUET_SEED which.
#define BOOST_TEST_MODULE program_kill
#include "trained.hpp"

#include "duet/core/random.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using Arguments = std::vector<std::string>;

std::uint64_t from_environment(const char* name, std::uint64_t standard) {
    const char* text = std::getenv(name);
    return text == nullptr ? standard : std::strtoull(text, nullptr, 10);
}

/// A training run, killed again and again until it comes to its end; how often it was.
class Victim {
public:
    Victim(Arguments start, fs::path run, duet::Random& random) : start_(std::move(start)), run_(std::move(run)), random_(random) {}

    std::size_t run_to_the_end(double longest) {
        std::size_t kills = 0;
        for (;;) {
            // A life that was too short for a checkpoint begins anew.
            const fs::path checkpoints = run_ / "checkpoints";
            const bool begun = fs::exists(checkpoints) && std::ranges::any_of(fs::directory_iterator(checkpoints), [](const auto& entry) {
                                   return entry.path().filename().string().starts_with("step-");
                               });
            RunningDigits digits(begun ? Arguments{"train", "--resume", "--out", run_.string(), "--checkpoint-every", "1", "--threads", "1"}
                                       : start_);
            const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(random_.uniform(0, longest));
            while (std::chrono::steady_clock::now() < end && !digits.ended()) std::this_thread::sleep_for(std::chrono::microseconds(200));
            digits.send(SIGKILL);
            const Outcome outcome = digits.wait();
            if (outcome.code == 0) return kills;
            BOOST_REQUIRE_MESSAGE(outcome.code == 128 + SIGKILL, outcome.err);
            ++kills;
        }
    }

private:
    Arguments start_;
    fs::path run_;
    duet::Random& random_;
};

} // namespace

BOOST_AUTO_TEST_CASE(killed_at_any_moment_it_comes_to_the_same_bits) {
    const WithoutPath no_gnuplot;
    const Scratch scratch("duet-program-kill");
    const fs::path data = tiny::write_folder(scratch.folder / "data");
    const std::uint64_t wanted = from_environment("DUET_KILLS", 12);
    duet::Random random(from_environment("DUET_SEED", 1));
    const auto arguments = [&](const std::string& model, const fs::path& run) {
        return Arguments{"train",      "--data",  data.string(), "--model",   model, "--epochs",           "3", "--limit", "60", "--out",
                         run.string(), "--batch", "16",          "--threads", "1",   "--checkpoint-every", "1"};
    };
    std::size_t kills = 0;
    std::size_t runs = 0;
    for (const std::string model : {"duet", "twin39"}) {
        const fs::path whole = scratch.folder / ("whole-" + model);
        const auto start = std::chrono::steady_clock::now();
        BOOST_REQUIRE(run_digits(arguments(model, whole)).code == 0);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        for (std::size_t here = 0; here < (wanted + 1) / 2; ++runs) {
            const fs::path run = scratch.folder / ("run-" + std::to_string(runs));
            const std::size_t killed = Victim(arguments(model, run), run, random).run_to_the_end(1.2 * seconds);
            check_same_run(run, whole);
            std::size_t entries = 0;
            for ([[maybe_unused]] const auto& entry : fs::directory_iterator(run / "checkpoints")) ++entries;
            BOOST_TEST(entries == 2U); // nothing half remains
            fs::remove_all(run);
            here += killed;
            kills += killed;
        }
    }
    BOOST_TEST_MESSAGE(kills << " kills of " << runs << " runs survived");
}
