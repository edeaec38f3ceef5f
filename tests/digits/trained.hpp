// Training runs of the program on a folder of 60 rows, and one such run that the tests of a program share.
#pragma once

#include "program.hpp"

#include "duet/data/csv.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

inline std::vector<std::string> training(const fs::path& data, const fs::path& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"train", "--data", data.string(), "--out", out.string(), "--epochs", "2", "--batch", "16"};
    if (std::ranges::find(more, "--model") == more.end()) arguments.insert(arguments.end(), {"--model", "twin39"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

/// Trained once, for all tests that need a model. Nothing is drawn: of plots there is a test of its own.
struct Trained {
    Scratch scratch{"duet-program-run"};
    fs::path data = tiny::write_folder(scratch.folder / "data");
    fs::path run = scratch.folder / "new" / "run"; // to be made, with the folder above it
    Outcome outcome;

    Trained() {
        const WithoutPath no_gnuplot;
        outcome = run_digits(training(data, run, {"--threads", "1"}));
    }
};

inline const Trained& trained() {
    static const Trained once;
    return once;
}

inline std::vector<double> column(const fs::path& file, const std::string& name) {
    std::vector<double> values;
    for (const std::string& text : duet::data::read_column(file, name)) values.push_back(std::stod(text));
    return values;
}

/// metrics.csv without its last column, the seconds.
inline std::string figures(const fs::path& run) {
    std::istringstream lines(read(run / "metrics.csv"));
    std::string all;
    for (std::string line; std::getline(lines, line);) all += line.substr(0, line.rfind(',')) + "\n";
    return all;
}

/// Two runs came to the same figures and the same model, to the bit.
inline void check_same_run(const fs::path& run, const fs::path& other) {
    BOOST_TEST(figures(run) == figures(other));
    BOOST_TEST((read(run / "model.safetensors") == read(other / "model.safetensors")), "the models differ");
}
