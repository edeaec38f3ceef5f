// Runs that stop and go on: to the bit, whoever stopped them.
#define BOOST_TEST_MODULE program_resume
#include "trained.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using Arguments = std::vector<std::string>;

Arguments resuming(const fs::path& run, const Arguments& more = {}) {
    Arguments arguments{"train", "--resume", "--out", run.string(), "--threads", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

Arguments long_training(const fs::path& run) {
    return {"train", "--data", trained().data.string(), "--out", run.string(), "--epochs", "2000", "--batch", "16", "--threads", "1"};
}

/// Waits until the run has something that can be seen.
void wait_for(const fs::path& path) {
    for (int i = 0; i < 10'000 && !fs::exists(path); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    BOOST_TEST_REQUIRE(fs::exists(path));
}

void check_contains(const std::string& text, const std::string& part) {
    BOOST_TEST(text.find(part) != text.npos, "'" << part << "' is not in\n" << text);
}

} // namespace

BOOST_AUTO_TEST_CASE(stopped_by_a_signal_it_saves_says_so_and_goes_on_to_the_bit) {
    const WithoutPath no_gnuplot;
    for (const std::string model : {"twin39", "duet"}) {
        const fs::path whole = trained().scratch.folder / ("whole-" + model);
        const fs::path run = trained().scratch.folder / ("stopped-" + model);
        Arguments arguments{"train", "--data", trained().data.string(), "--model", model, "--epochs", "40", "--batch", "16", "--threads",
                            "1",     "--out"};
        arguments.push_back(whole.string());
        BOOST_REQUIRE(run_digits(arguments).code == 0);
        arguments.back() = run.string();
        const int signal = model == "duet" ? SIGINT : SIGTERM;
        RunningDigits digits(arguments);
        wait_for(run / "checkpoints/step-000000000003");
        digits.send(signal);
        const Outcome stopped = digits.wait();
        BOOST_TEST(stopped.code == 128 + signal);
        check_contains(stopped.err, "digits: stopped in epoch ");
        check_contains(stopped.err, " of 40 after ");
        check_contains(stopped.err, "everything is saved: digits train --resume --out " + run.string() + " goes on\n");
        const Outcome outcome = run_digits(resuming(run));
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
        check_contains(outcome.out, "\nresumed: " + (run / "checkpoints/step-").string());
        check_same_run(run, whole);
    }
}

BOOST_AUTO_TEST_CASE(a_second_signal_stops_at_once_and_what_was_saved_stays) {
    const WithoutPath no_gnuplot;
    const fs::path run = trained().scratch.folder / "twice";
    RunningDigits digits(long_training(run));
    wait_for(run / "checkpoints/step-000000000003");
    digits.send(SIGINT);
    digits.send(SIGINT);
    BOOST_TEST(digits.wait().code == 128 + SIGINT);
    BOOST_TEST(run_digits({"predict", "--model", (run / "checkpoints/step-000000000003").string(), "--data", trained().data.string(), "--out",
                           (trained().scratch.folder / "p.csv").string()})
                   .code <= 2);
    RunningDigits again(resuming(run));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    again.send(SIGTERM);
    check_contains(again.wait().err, "everything is saved");
}

BOOST_AUTO_TEST_CASE(one_program_at_a_time_writes_into_a_folder) {
    const WithoutPath no_gnuplot;
    const fs::path run = trained().scratch.folder / "shared";
    RunningDigits first(long_training(run));
    wait_for(run / "checkpoints/step-000000000000");
    for (const Arguments& arguments : {long_training(run), resuming(run)}) {
        const Outcome second = run_digits(arguments);
        BOOST_TEST(second.code == 2);
        BOOST_TEST(second.err ==
                   "digits: " + run.string() + ": another program is writing into this folder; wait until it ends, or choose another with --out\n");
    }
    first.send(SIGTERM);
    check_contains(first.wait().err, "everything is saved");
}

BOOST_AUTO_TEST_CASE(a_run_that_is_not_finished_is_not_written_over) {
    const WithoutPath no_gnuplot;
    const fs::path run = trained().scratch.folder / "unfinished";
    RunningDigits first(long_training(run));
    wait_for(run / "checkpoints/step-000000000003");
    first.send(SIGKILL);
    first.wait();
    const Outcome second = run_digits(training(trained().data, run));
    BOOST_TEST(second.code == 2);
    check_contains(second.err, run.string() + ": holds a run that stands in epoch ");
    check_contains(second.err, " of 2000; go on with it (digits train --resume --out ");
    fs::remove_all(run / "checkpoints");
    BOOST_TEST(run_digits(training(trained().data, run)).code == 0);
    BOOST_TEST(run_digits(training(trained().data, run)).code == 0); // a finished one is
}

BOOST_AUTO_TEST_CASE(a_finished_run_resumed_reports_again) {
    const WithoutPath no_gnuplot;
    const fs::path run = trained().scratch.folder / "finished";
    BOOST_REQUIRE(run_digits(training(trained().data, run, {"--threads", "1"})).code == 0);
    const std::string metrics = read(run / "metrics.csv");
    const Outcome outcome = run_digits(resuming(run));
    BOOST_TEST(outcome.code == 0);
    check_contains(outcome.out, "best: epoch ");
    BOOST_TEST(read(run / "metrics.csv") == metrics);
}

BOOST_AUTO_TEST_CASE(checkpoints_are_kept_as_asked_and_each_is_a_model) {
    const WithoutPath no_gnuplot;
    const fs::path run = trained().scratch.folder / "kept";
    BOOST_REQUIRE(run_digits(training(trained().data, run, {"--checkpoint-every", "2", "--keep", "4"})).code == 0);
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(run / "checkpoints")) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    BOOST_TEST((names == std::vector<std::string>{"step-000000000002", "step-000000000003", "step-000000000004", "step-000000000006"}));
    for (const std::string& name : names) {
        BOOST_TEST(run_digits({"evaluate", "--model", (run / "checkpoints" / name).string(), "--data", trained().data.string()}).code == 0);
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_belong_to_the_run_is_refused) {
    const WithoutPath no_gnuplot;
    const auto refused = [&](const Arguments& arguments, const std::string& part) {
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 2);
        check_contains(outcome.err, part);
    };
    const fs::path run = trained().scratch.folder / "refusing";
    BOOST_REQUIRE(run_digits(training(trained().data, run, {"--threads", "1"})).code == 0);
    for (const Arguments& more : {Arguments{"--epochs", "3"}, {"--model", "duet"}, {"--lr", "0.1"}, {"--seed", "1"}, {"--batch", "8"}}) {
        refused(resuming(run, more), "--resume goes on with the run's own options; leave out " + more[0]);
    }
    refused({"train", "--resume", "--out", (trained().scratch.folder / "none").string()}, "none: cannot be opened");
    refused({"train", "--resume", "--out", trained().data.string()}, "holds no checkpoint to resume");
    const fs::path other = tiny::write_folder(trained().scratch.folder / "other data", 50);
    refused(resuming(run, {"--data", other.string()}), "trained on other data than '" + other.string());
    const fs::path moved = tiny::write_folder(trained().scratch.folder / "moved data");
    BOOST_TEST(run_digits(resuming(run, {"--data", moved.string()})).code == 0);
}

BOOST_AUTO_TEST_CASE(a_damaged_checkpoint_is_named_and_nothing_is_changed) {
    const WithoutPath no_gnuplot;
    const fs::path run = trained().scratch.folder / "damaged";
    BOOST_REQUIRE(run_digits(training(trained().data, run, {"--threads", "1"})).code == 0);
    const fs::path checkpoint = run / "checkpoints/step-000000000006";
    const auto refused = [&](const char* name, const std::string& bytes, const std::string& part) {
        const std::string good = read(checkpoint / name);
        write(checkpoint / name, bytes);
        const auto before = snapshot(run);
        const Outcome outcome = run_digits(resuming(run));
        BOOST_TEST(outcome.code == 2);
        check_contains(outcome.err, (checkpoint / name).string() + ": " + part);
        BOOST_TEST((snapshot(run) == before));
        write(checkpoint / name, good);
    };
    const std::string trainer = read(checkpoint / "trainer.safetensors");
    refused("trainer.safetensors", trainer.substr(0, trainer.size() - 1), "");
    refused("trainer.safetensors", trainer.substr(0, 4), "has 4 bytes");
    refused("trainer.safetensors", read(checkpoint / "model.safetensors"), "has no ");
    const auto instead = [&](const std::string& what, const std::string& with) {
        std::string bytes = trainer;
        BOOST_REQUIRE(bytes.find(what) != bytes.npos);
        return bytes.replace(bytes.find(what), what.size(), with);
    };
    refused("trainer.safetensors", instead(R"("epoch":"3")", R"("epoch":"9")"), "metadata 'epoch' is not a number from 1 to 3");
    refused("trainer.safetensors", instead(R"("epoch.seen":"0")", R"("epoch.seen":"-")"), "metadata 'epoch.seen' is not");
    refused("trainer.safetensors", instead(R"("steps":"6")", R"("steps":"x")"), "metadata 'steps' is 'x'");
    refused("metrics.csv", "epoch,train_loss\n", "line 1 is not a row of a training run");
    refused("metrics.csv", "epoch,train_loss,train_acc,val_loss,val_acc,seconds\n1,2,0,3,0,0.1\n", "has 1 rows; expected 2");
    refused("metrics.csv", "epoch,train_loss,train_acc,val_loss,val_acc,seconds\n1,2,0,3,0,0.1\n3,2,0,3,0,0.1\n", "line 3 is not a row");
    refused("metrics.csv", "epoch,train_loss,train_acc,val_loss,val_acc,seconds\n1,2,0,3,0,0.1\n2,2,0,much,0,0.1\n", "line 3 is not a row");
    BOOST_TEST(run_digits(resuming(run)).code == 0);
}
