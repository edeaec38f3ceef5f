// --json: what other programs read of `digits`, and nothing else on standard output. Colours: on a terminal that wants them, and nowhere else.
#define BOOST_TEST_MODULE program_json
#include "trained.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/original_names.hpp"
#include "duet/data/csv.hpp"
#include "duet/io/model_file.hpp"
#include "sounds.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace {

nlohmann::json json_of(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    const WithoutPath no_gnuplot;
    const Outcome outcome = run_digits(arguments);
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return nlohmann::json::parse(outcome.out);
}

/// What a command shows on a terminal of its own (script makes one).
std::string shown(const std::vector<std::string>& arguments) {
    std::string command = DIGITS_PROGRAM;
    for (const std::string& argument : arguments) command += " '" + argument + "'";
    return run_program("/usr/bin/script", {"--quiet", "--return", "--command", command, "/dev/null"}).out;
}

class Environment {
public:
    Environment(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
    ~Environment() { unsetenv(name_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* name_;
};

} // namespace

BOOST_AUTO_TEST_CASE(models_and_summary) {
    const nlohmann::json models = json_of({"models"});
    BOOST_TEST(models.size() == 6U);
    BOOST_TEST(models[4].at("model") == "twin39");
    BOOST_TEST(models[4].at("parameters") == 1'031'946);
    const nlohmann::json summary = json_of({"summary", "--model", "twin39"});
    BOOST_TEST(summary.at("parameters") == 1'031'946);
    std::size_t values = 0;
    for (const nlohmann::json& tensor : summary.at("tensors")) {
        std::size_t size = 1;
        for (const std::size_t extent : tensor.at("shape")) size *= extent;
        values += size;
    }
    BOOST_TEST(values == 1'031'946U);
    const nlohmann::json& layers = summary.at("layers");
    BOOST_TEST(layers[0].at("layer") == "Sequential");
    BOOST_TEST(layers[0].at("depth") == 0);
    BOOST_TEST(layers[0].at("parameters") == 1'031'946);
    BOOST_TEST(layers[0].at("multiply_adds") == summary.at("multiply_adds"));
    const auto conv1 = std::ranges::find_if(layers, [](const auto& layer) { return layer.at("name") == "conv1"; });
    BOOST_REQUIRE((conv1 != layers.end()));
    BOOST_TEST(conv1->at("layer") == "Conv2d+ReLU+MaxPool2d");
    BOOST_TEST(conv1->at("output") == nlohmann::json({{32, 14, 14}}));
    BOOST_TEST(summary.at("input") == nlohmann::json({{1, 28, 28}, {39, 13}}));
    BOOST_TEST(summary.at("bytes").at("parameters") == 4 * 1'031'946);
    BOOST_TEST(summary.at("bytes").at("training_per_sample") > summary.at("bytes").at("prediction_per_sample"));
    BOOST_TEST(summary.at("bytes").at("prediction_per_sample") > 0);
    BOOST_TEST(summary.at("tensors")[0].at("name") == "cnn.conv1.weight");
    BOOST_TEST(summary.at("tensors")[0].at("shape") == (std::vector<int>{32, 1, 5, 5}));
}

BOOST_AUTO_TEST_CASE(training_runs) {
    const Scratch scratch("duet-program-json-train");
    const fs::path run = scratch.folder / "run";
    const nlohmann::json json = json_of(training(trained().data, run, {"--threads", "1"}));
    BOOST_TEST(json.at("model") == "twin39");
    BOOST_TEST(json.at("parameters") == 1'031'946);
    BOOST_TEST(json.at("folder") == run.string());
    const std::vector<double> losses = column(run / "metrics.csv", "val_loss");
    BOOST_TEST_REQUIRE(json.at("epochs").size() == losses.size());
    for (std::size_t e = 0; e < losses.size(); ++e) BOOST_TEST(json.at("epochs")[e].at("val_loss") == losses[e]);
    BOOST_TEST(json.at("best").at("val_loss") == std::ranges::min(losses));
    for (const std::string name : json.at("files")) BOOST_TEST(fs::exists(run / name));
    BOOST_TEST(json.at("files").size() >= 3U);
}

BOOST_AUTO_TEST_CASE(predictions) {
    const fs::path file = trained().scratch.folder / "p.csv";
    const nlohmann::json report = json_of({"predict", "--model", trained().run.string(), "--data", trained().data.string(), "--out", file.string()});
    BOOST_TEST(report.at("model") == "twin39");
    BOOST_TEST(report.at("rows") == 20);
    BOOST_TEST(report.at("labels") == file.string());
    const std::vector<double> labels = column(file, "label");
    BOOST_TEST(report.at("predictions").size() == labels.size());
    for (std::size_t row = 0; row < labels.size(); ++row) {
        BOOST_TEST(report.at("predictions")[row].at("row") == row);
        BOOST_TEST(report.at("predictions")[row].at("digit") == labels[row]);
        const double confidence = report.at("predictions")[row].at("confidence");
        BOOST_TEST((confidence > 0.1 && confidence <= 1));
    }
}

BOOST_AUTO_TEST_CASE(embeddings) {
    const fs::path folder = trained().scratch.folder / "embedding";
    const nlohmann::json report = json_of({"embed", "--model", trained().run.string(), "--data", trained().data.string(), "--out", folder.string()});
    BOOST_TEST(report.at("rows") == 20);
    BOOST_TEST(report.at("folder") == folder.string());
    const std::vector<double> purity = column(folder / "scores.csv", "purity");
    BOOST_TEST(report.at("embeddings")[0].at("embedding") == "image");
    BOOST_TEST(report.at("embeddings")[1].at("embedding") == "audio");
    for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(std::abs(report.at("embeddings")[i].at("purity").get<double>() - purity[i]) < 1e-4);
}

BOOST_AUTO_TEST_CASE(features_and_pairs) {
    const Scratch scratch("duet-program-json");
    const std::string spoken = sounds::write_recordings(scratch.folder / "spoken").string();
    const std::string npy = (scratch.folder / "x.npy").string();
    const nlohmann::json features = json_of({"features", spoken, "--out", npy});
    BOOST_TEST(features.at("features") == npy);
    BOOST_TEST(features.at("table") == (scratch.folder / "x.csv").string());
    BOOST_TEST(features.at("recordings").get<std::vector<std::string>>() == duet::data::read_column(scratch.folder / "x.csv", "wav"));

    const std::string images = sounds::write_images(scratch.folder / "images", "train", 60).string();
    const std::string data = (scratch.folder / "data").string();
    const nlohmann::json pairs = json_of({"pair", "--images", images, "--recordings", spoken, "--out", data, "--test-pairs", "10"});
    BOOST_TEST(pairs.at("folder") == data);
    for (const std::string part : {"train", "test"}) {
        const std::vector<std::string> wavs = duet::data::read_column(fs::path(data) / ("pairs_" + part + ".csv"), "wav");
        BOOST_TEST(pairs.at(part).at("rows") == wavs.size());
        BOOST_TEST(pairs.at(part).at("recordings") == std::set<std::string>(wavs.begin(), wavs.end()).size());
    }
}

BOOST_AUTO_TEST_CASE(voices) {
    if (run_program("/bin/sh", {"-c", "command -v espeak-ng"}).code != 0) {
        BOOST_TEST_MESSAGE("no espeak-ng");
        return;
    }
    const Scratch scratch("duet-program-json");
    const std::string out = (scratch.folder / "spoken").string();
    const Outcome outcome = run_digits({"voices", "--out", out, "--voices", "2", "--json"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    BOOST_TEST(report.at("folder") == out);
    BOOST_TEST(report.at("recordings") == 20);
    BOOST_TEST(report.at("voices").size() == 2U);
    for (const std::string voice : report.at("voices")) BOOST_TEST(fs::exists(fs::path(out) / ("7_" + voice + "_0.wav")), voice);
}

BOOST_AUTO_TEST_CASE(exports_and_imports) {
    const Scratch scratch("duet-program-json");
    const std::string twin = (scratch.folder / "twin.py").string();
    BOOST_TEST(json_of({"export", "--model", trained().run.string(), "--pytorch", twin}) == nlohmann::json({{"model", "twin39"}, {"pytorch", twin}}));
    BOOST_TEST(read(twin).find("class Network") != std::string::npos);

    const auto engine = digits::find_model("cnn-rnn-linear").make();
    const auto table = digits::original_table(engine->parameter_table());
    const std::string state_dict = (scratch.folder / "original.safetensors").string();
    duet::io::write_parameters<float>(state_dict, table, engine->parameters(), {});
    const nlohmann::json report =
        json_of({"import", "--state-dict", state_dict, "--model", "cnn-rnn-linear", "--out", (scratch.folder / "run").string()});
    BOOST_TEST(report.at("model") == "cnn-rnn-linear");
    BOOST_TEST(fs::exists(report.at("file").get<std::string>()));
    BOOST_TEST(report.at("parameters") == 2'145'126);
    BOOST_TEST(report.at("tensors") == table.size());
    BOOST_TEST(report.at("standardised") == false);
}

BOOST_AUTO_TEST_CASE(colours_only_where_they_are_wanted) {
    if (!fs::exists("/usr/bin/script")) {
        BOOST_TEST_MESSAGE("no script");
        return;
    }
    const WithoutPath no_gnuplot;
    const auto train = [](const std::string& name) {
        return training(trained().data, trained().scratch.folder / name, {"--threads", "1", "--model", "duet"});
    };
    const Environment terminal("TERM", "xterm");
    BOOST_TEST(shown(train("coloured")).find("\x1b[32m") != std::string::npos);
    {
        const Environment refused("NO_COLOR", "1");
        const std::string plain = shown(train("plain"));
        BOOST_TEST(plain.find("\r") != std::string::npos); // the line is still drawn over
        BOOST_TEST(plain.find("\x1b[3") == std::string::npos);
    }
    {
        const Environment dumb("TERM", "dumb");
        BOOST_TEST(shown(train("dumb")).find('\x1b') == std::string::npos);
    }
    const Environment again("TERM", "xterm");
    const Outcome piped = run_digits(train("piped"));
    BOOST_TEST(piped.code == 0);
    BOOST_TEST((piped.out + piped.err).find('\x1b') == std::string::npos);
}
