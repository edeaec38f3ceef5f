// A run and its data, and what every wrong use of the program comes to.
#pragma once

#include "program.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

/// A data folder `data` and a training run on it, `run`, which also holds outputs of earlier commands.
struct Ground {
    Scratch scratch{"duet-program-bad"};
    fs::path folder = scratch.folder;
    fs::path data = tiny::write_folder(folder / "data", 30, 12);
    fs::path run = folder / "run";

    Ground() {
        const WithoutPath no_gnuplot;
        const Outcome outcome = run_digits(
            {"train", "--model", "twin39", "--data", data.string(), "--out", run.string(), "--epochs", "1", "--batch", "8", "--threads", "1"});
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
        for (const char* name : {"prediction.csv", "logits.npy", "image.npy", "scores.csv"}) write(run / name, "from before");
    }
};
inline Ground& ground() {
    static Ground once;
    return once;
}

inline void refused(const std::vector<std::string>& arguments, std::initializer_list<std::string> parts, const std::string& out = "") {
    std::string command = "digits";
    for (const std::string& argument : arguments) command += " " + argument;
    BOOST_TEST_CONTEXT(command) {
        const auto before = snapshot(ground().folder);
        const Outcome outcome = run_digits(arguments, out);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(outcome.err.starts_with("digits: "));
        BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1, outcome.err);
        BOOST_TEST(outcome.err.ends_with("\n"));
        for (const std::string& part : parts) BOOST_TEST(outcome.err.find(part) != std::string::npos, "'" << part << "' is not in " << outcome.err);
        BOOST_TEST((snapshot(ground().folder) == before), "a file was made or changed");
    }
}

// A good command line of each command, to which a test adds its mistake.
inline std::vector<std::string> with(std::vector<std::string> command, const std::vector<std::string>& more) {
    command.insert(command.end(), more.begin(), more.end());
    return command;
}
inline std::vector<std::string> train(const std::vector<std::string>& more) {
    return with({"train", "--data", ground().data.string(), "--threads", "1"}, more);
}
inline std::vector<std::string> train_on(const fs::path& data) {
    return {"train", "--model", "twin39", "--data", data.string(), "--out", ground().run.string(), "--epochs", "1", "--threads", "1"};
}
inline std::vector<std::string> evaluate(const fs::path& model) { return {"evaluate", "--model", model.string(), "--data", ground().data.string()}; }
inline std::vector<std::string> predict(const std::vector<std::string>& more) {
    return with({"predict", "--model", ground().run.string(), "--data", ground().data.string()}, more);
}
inline std::vector<std::string> embed(const std::vector<std::string>& more) { return with({"embed", "--model", ground().run.string()}, more); }
