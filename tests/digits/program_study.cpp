// The program's `study`: its tables, its going on after an interruption, and what it refuses.
#define BOOST_TEST_MODULE program_study
#include "program.hpp"

#include "duet/data/csv.hpp"
#include "sounds.hpp"
#include "trained.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace {

/// 60 rows, each of a recording of its own: a digit by one of three speakers.
struct Material {
    Scratch scratch{"duet-program-study"};
    fs::path data = tiny::write_folder(scratch.folder / "data");
    fs::path recordings = sounds::write_recordings(scratch.folder / "recordings", 2);

    Material() {
        std::vector<std::vector<std::string>> rows;
        for (int i = 0; i < 60; ++i) {
            rows.push_back({std::to_string(i), std::to_string(i % 10) + "_" + sounds::speakers()[static_cast<std::size_t>(i / 20)] + "_" +
                                                   std::to_string(i / 10 % 2) + ".wav"});
        }
        duet::data::write_csv(data / "pairs_train.csv", {"row_id", "wav"}, rows);
    }
    [[nodiscard]] std::vector<std::string> study(const fs::path& out, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"study", "--data", data.string(), "--out", out.string(), "--epochs", "1", "--batch", "16"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(every_speaker_is_left_out_once_and_a_second_run_goes_on) {
    const Material material;
    const WithoutPath no_gnuplot;
    const fs::path out = material.scratch.folder / "out";
    const std::vector<std::string> more{"--recordings", material.recordings.string(), "--threads", "2"};
    const Outcome first = run_digits(material.study(out, more));
    BOOST_REQUIRE_MESSAGE(first.code == 0, first.err);
    for (const std::string fold : {"ann", "bob", "cyd", "recordings"}) {
        BOOST_TEST(first.out.find("duet-" + fold + "-1: trained on ") != std::string::npos);
        BOOST_TEST(fs::exists(out / ("duet-" + fold + "-1.safetensors")));
    }
    for (const std::string table : {"clean", "audio-alone", "calibrated-sum", "fused", "confidence", "embeddings"}) {
        const auto names = duet::data::read_column(out / ("duet-" + table + ".csv"), "left out");
        BOOST_TEST((names == std::vector<std::string>{"ann", "bob", "cyd", "mean of speakers", "recordings"}), table);
    }
    for (const std::string noise : {"clean", "20 dB", "10 dB", "5 dB", "0 dB", "conflict"}) {
        for (const std::string& text : duet::data::read_column(out / "duet-fused.csv", noise + " %")) BOOST_TEST(!text.empty(), noise);
    }
    const std::string markdown = read(out / "study.md");
    BOOST_TEST(markdown.find("## duet: summary") != std::string::npos);

    fs::remove(out / "duet-bob-1.safetensors"); // as if it had been interrupted
    const Outcome second = run_digits(material.study(out, {"--recordings", material.recordings.string(), "--threads", "1"}));
    BOOST_REQUIRE_MESSAGE(second.code == 0, second.err);
    BOOST_TEST(second.out.find("duet-ann-1: from an earlier run") != std::string::npos);
    BOOST_TEST(second.out.find("duet-bob-1: trained on ") != std::string::npos);
    const Outcome third = run_digits(material.study(out, {"--recordings", material.recordings.string(), "--json"}));
    BOOST_REQUIRE_MESSAGE(third.code == 0, third.err);
    const nlohmann::json report = nlohmann::json::parse(third.out);
    BOOST_TEST(report.at("study") == (out / "study.md").string());
    BOOST_TEST(report.at("models").size() == 1U);
    const nlohmann::json fused = report.at("models")[0].at("tables")[4];
    BOOST_TEST(fused.at("table") == "fused");
    BOOST_TEST(fused.at("file") == (out / "duet-fused.csv").string());
    BOOST_TEST(fused.at("columns")[0] == "left out");
    BOOST_TEST(fused.at("rows")[1][0] == "bob");
    BOOST_TEST(fused.at("rows")[1][1] == duet::data::read_column(out / "duet-fused.csv", "clean %")[1]);
    const auto without_minutes = [](std::string text) { return text.substr(0, text.find("| training, minutes")); };
    BOOST_TEST(without_minutes(read(out / "study.md")) == without_minutes(markdown)); // whatever the number of threads
    const Outcome other = run_digits(material.study(out, {"--lr", "0.001"}));         // other settings: nothing old is taken for new
    BOOST_REQUIRE_MESSAGE(other.code == 0, other.err);
    BOOST_TEST(other.out.find("from an earlier run") == std::string::npos);
    for (const std::string& text : duet::data::read_column(out / "duet-fused.csv", "10 dB %")) BOOST_TEST(text.empty()); // without recordings
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_line_and_nothing_written) {
    const Material material;
    const fs::path out = material.scratch.folder / "out";
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& part) {
        const auto before = snapshot(material.scratch.folder);
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 2, part);
        BOOST_TEST(outcome.err.find(part) != std::string::npos, "expected '" << part << "' in: " << outcome.err);
        BOOST_TEST(outcome.err.find('\n') == outcome.err.size() - 1);
        BOOST_TEST((snapshot(material.scratch.folder) == before));
    };
    refused({"study", "--data", "builtin", "--out", out.string()}, "needs real speakers");
    refused(material.study(out, {"--models", "nothing"}), "unknown model 'nothing'");
    refused(material.study(out, {"--recordings", (material.scratch.folder / "none").string()}), "none");
    const fs::path nameless = tiny::write_folder(material.scratch.folder / "nameless");
    refused({"study", "--data", nameless.string(), "--out", out.string()}, "pairs_train.csv");
}
