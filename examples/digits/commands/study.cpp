#include "digits/commands/commands.hpp"

#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/study/report.hpp"
#include "digits/study/run_fold.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"
#include "digits/terminal/live_line.hpp"
#include "digits/terminal/table.hpp"

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace digits {

namespace fs = std::filesystem;

namespace {

/// What the answers of a fold depend on beside the rows.
std::string settings_of(const StudyArguments& arguments, std::uint64_t seed) {
    return "epochs " + std::to_string(arguments.epochs) + ", batch " + std::to_string(arguments.batch) + ", rate " +
           std::to_string(arguments.learning_rate) + ", seed " + std::to_string(seed) + ", recordings " +
           (arguments.recordings.empty() ? "none" : "varied") + ", further voices " + (arguments.voices.empty() ? "none" : arguments.voices);
}

std::vector<Answers> run_folds(const StudyArguments& arguments, const ZooEntry& entry, const DigitRows& rows, const std::vector<Fold>& folds,
                               std::uint64_t seed) {
    const std::string settings = settings_of(arguments, seed);
    std::vector<Answers> all;
    for (const Fold& fold : folds) {
        const std::string name = std::string(entry.name) + "-" + fold.name + "-" + std::to_string(seed);
        const fs::path file = fs::path(arguments.out) / (name + ".safetensors");
        if (auto earlier = load_answers(file, labels_of(rows, fold.test), settings)) {
            if (!arguments.json) std::printf("%s: from an earlier run\n", name.c_str());
            all.push_back(std::move(*earlier));
            continue;
        }
        LiveLine line;
        const StudyTraining training{arguments.epochs, arguments.batch, arguments.learning_rate, arguments.threads};
        all.push_back(run_fold(entry, rows, fold, training, seed, [&](const std::string& progress) {
            if (line.due()) line.draw(name + ": " + progress);
        }));
        line.clear();
        save_answers(file, all.back(), settings);
        if (arguments.json) continue;
        std::printf("%s: trained on %s rows in %s s, asked about %s\n", name.c_str(), grouped(fold.train.size()).c_str(),
                    fixed(all.back().seconds, 0).c_str(), grouped(fold.test.size()).c_str());
        std::fflush(stdout);
    }
    return all;
}

void print_table(const std::string& model, const StudyTable& shown) {
    Table table(shown.header);
    for (const auto& row : shown.rows) table.row(row);
    std::printf("\n%s: %s\n%s", model.c_str(), shown.name.c_str(), table.text().c_str());
}

nlohmann::ordered_json json_of(const std::string& model, const std::vector<StudyTable>& tables) {
    nlohmann::ordered_json json{{"model", model}, {"tables", nlohmann::ordered_json::array()}};
    for (const StudyTable& table : tables)
        json["tables"].push_back({{"table", table.name}, {"file", table.file.string()}, {"columns", table.header}, {"rows", table.rows}});
    return json;
}

} // namespace

void study(const StudyArguments& arguments) {
    std::vector<const ZooEntry*> entries;
    entries.reserve(arguments.models.size());
    for (const std::string& name : arguments.models) entries.push_back(&find_model(name));
    const DataSource source{arguments.data, 1, arguments.threads};
    if (source.builtin()) throw duet::Error("study: needs real speakers; expected --data DIR, a folder with a pairs_train.csv that names recordings");
    DigitRows rows = load_training_rows(source, arguments.limit);
    if (!arguments.recordings.empty()) rows.recordings = load_row_recordings(arguments.recordings, rows.groups, arguments.threads);
    if (!arguments.voices.empty()) {
        if (rows.recordings.empty()) throw duet::Error("--voices: are heard beside recordings; expected --recordings DIR too");
        add_stand_ins(rows.recordings, arguments.voices, arguments.threads);
    }
    make_folds(rows, 1); // says what is wrong before anything is written
    require_output_folder(arguments.out, {"study.md"});
    std::string markdown = "# Study of " + arguments.data +
                           "\n\nShares of rows that are answered rightly; the model has met neither the pictures nor " +
                           "the recordings, and where a speaker is left out, not the voice. " + std::to_string(arguments.epochs) + " epochs of " +
                           std::to_string(arguments.batch) + " rows a step, " + std::to_string(arguments.seeds) + " seed" +
                           (arguments.seeds == 1 ? "" : "s: mean ± standard deviation") + ".\n";
    const std::string study_file = (fs::path(arguments.out) / "study.md").string();
    nlohmann::ordered_json report{{"folder", arguments.out}, {"study", study_file}, {"models", nlohmann::ordered_json::array()}};
    for (const ZooEntry* entry : entries) {
        const std::string name(entry->name);
        std::vector<std::vector<FoldFigures>> seeds;
        for (std::uint64_t seed = 1; seed <= arguments.seeds; ++seed) {
            const std::vector<Fold> folds = make_folds(rows, seed);
            seeds.push_back(figures_of(folds, run_folds(arguments, *entry, rows, folds, seed)));
        }
        const std::vector<StudyTable> tables = report_model(arguments.out, name, seeds, markdown);
        report["models"].push_back(json_of(name, tables));
        if (arguments.json) continue;
        for (const StudyTable& table : tables) print_table(name, table);
    }
    duet::data::write_file_atomically(study_file, markdown);
    if (arguments.json) {
        print_json(report);
    } else {
        std::printf("\nwrote %s\n", study_file.c_str());
    }
}

} // namespace digits
