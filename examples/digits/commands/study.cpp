#include "digits/commands/commands.hpp"

#include "digits/output.hpp"
#include "digits/study/figures.hpp"
#include "digits/study/fold.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/live_line.hpp"
#include "digits/terminal/table.hpp"

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/data/csv.hpp"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace digits {

namespace fs = std::filesystem;

namespace {

using Cells = std::vector<std::string>;

std::string percent(double share) { return share < 0 ? "" : fixed(100 * share, 2); }

/// A table in three forms: on the screen, as CSV, and in Markdown.
void write_table(const fs::path& folder, const std::string& name, const Cells& header, const std::vector<Cells>& rows, std::string& markdown) {
    Table table(header);
    for (const Cells& row : rows) table.row(row);
    std::printf("\n%s\n%s", name.c_str(), table.text().c_str());
    duet::data::write_csv(folder / (name + ".csv"), header, rows);
    markdown += "\n## " + name + "\n\n";
    const auto line = [&](const Cells& cells) {
        for (const std::string& cell : cells) markdown += "| " + cell + " ";
        markdown += "|\n";
    };
    line(header);
    line(Cells(header.size(), "---"));
    for (const Cells& row : rows) line(row);
}

/// Rows of one figure a fold, and below the mean over the left-out speakers.
std::vector<Cells> rows_of(const std::vector<FoldFigures>& all, const std::vector<std::function<double(const FoldFigures&)>>& columns) {
    std::vector<Cells> rows;
    for (const FoldFigures& fold : all) {
        rows.push_back({fold.name});
        for (const auto& column : columns) rows.back().push_back(percent(column(fold)));
    }
    const std::size_t speakers = all.size() - 1; // the last fold leaves recordings out
    rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(speakers), {"mean of speakers"});
    for (const auto& column : columns) {
        double sum = 0;
        for (std::size_t f = 0; f < speakers; ++f) sum += column(all[f]);
        rows[speakers].push_back(percent(sum / static_cast<double>(speakers)));
    }
    return rows;
}

std::vector<FoldLogits> run_folds(const StudyArguments& arguments, const ZooEntry& entry, const DigitRows& rows, const RowRecordings& recordings,
                                  const std::vector<Fold>& folds, std::uint64_t seed) {
    std::vector<FoldLogits> all;
    for (const Fold& fold : folds) {
        const std::string name = std::string(entry.name) + "-" + fold.name + "-" + std::to_string(seed);
        const fs::path file = fs::path(arguments.out) / (name + ".npy");
        if (auto earlier = load_logits(file, rows, fold)) {
            std::printf("%s: from an earlier run\n", name.c_str());
            all.push_back(std::move(*earlier));
            continue;
        }
        LiveLine line;
        all.push_back(run_fold(entry, rows, recordings, fold, {arguments.epochs, arguments.batch, arguments.learning_rate, arguments.threads}, seed,
                               [&](const std::string& progress) { line.draw(name + ": " + progress); }));
        line.clear();
        save_logits(file, all.back());
        std::printf("%s: trained on %s rows, asked %s\n", name.c_str(), grouped(fold.train.size()).c_str(), grouped(fold.test.size()).c_str());
        std::fflush(stdout);
    }
    return all;
}

void report(const fs::path& folder, const std::string& name, const std::vector<FoldFigures>& figures, std::string& markdown) {
    using F = FoldFigures;
    std::vector<std::function<double(const F&)>> columns{[](const F& f) { return f.image; }, [](const F& f) { return f.audio[clean]; },
                                                         [](const F& f) { return f.sum[clean]; }, [](const F& f) { return f.both[clean]; }};
    write_table(folder, name + " clean", {"left out", "image %", "audio %", "calibrated sum %", "fused %"}, rows_of(figures, columns), markdown);
    const auto over_conditions = [&](const std::string& what, const auto& part) {
        Cells header{"left out"};
        std::vector<std::function<double(const F&)>> each;
        for (std::size_t c = 0; c < conditions.size(); ++c) {
            header.push_back(std::string(conditions[c].name) + " %");
            each.emplace_back([&part, c](const F& f) { return part(f)[c]; });
        }
        write_table(folder, name + " " + what, header, rows_of(figures, each), markdown);
    };
    over_conditions("audio", [](const F& f) -> const auto& { return f.audio; });
    over_conditions("calibrated sum", [](const F& f) -> const auto& { return f.sum; });
    over_conditions("fused", [](const F& f) -> const auto& { return f.both; });
    columns = {[](const F& f) { return f.image_error; }, [](const F& f) { return f.audio_error; },      [](const F& f) { return f.both_error; },
               [](const F& f) { return f.sure; },        [](const F& f) { return f.sure_in_conflict; }, [](const F& f) { return f.image_wins; }};
    write_table(folder, name + " confidence",
                {"left out", "ECE image %", "ECE audio %", "ECE fused %", "sure %", "sure in conflict %", "conflict: picture wins %"},
                rows_of(figures, columns), markdown);
}

} // namespace

void study(const StudyArguments& arguments) {
    std::vector<const ZooEntry*> entries;
    for (const std::string& name : arguments.models) entries.push_back(&find_model(name));
    const DataSource source{arguments.data, 1, arguments.threads};
    if (source.builtin()) throw duet::Error("study: needs real speakers; expected --data DIR with a pairs_train.csv, and --recordings DIR");
    const DigitRows rows = load_training_rows(source, arguments.limit);
    const RowRecordings recordings = load_row_recordings(arguments.recordings, rows.groups, arguments.threads);
    require_output_folder(arguments.out, {"study.md"});
    std::string markdown =
        "# Study of " + arguments.data + "\n\nShares of rows that are answered rightly; the model has met neither the pictures nor the voices.\n";
    for (const ZooEntry* entry : entries) {
        for (std::uint64_t seed = 1; seed <= arguments.seeds; ++seed) {
            const std::vector<Fold> folds = make_folds(rows, seed);
            const auto logits = run_folds(arguments, *entry, rows, recordings, folds, seed);
            report(arguments.out, std::string(entry->name) + " seed " + std::to_string(seed), figures_of(folds, logits), markdown);
        }
    }
    duet::data::write_file_atomically(fs::path(arguments.out) / "study.md", markdown);
    std::printf("\nwrote %s\n", (fs::path(arguments.out) / "study.md").c_str());
}

} // namespace digits
