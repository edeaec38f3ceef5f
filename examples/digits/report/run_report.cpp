#include "digits/report/run_report.hpp"

#include "digits/clusters.hpp"
#include "digits/inference.hpp"
#include "digits/report/command_line.hpp"
#include "digits/report/report_page.hpp"
#include "digits/rows_for.hpp"

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace digits {

namespace {

constexpr std::size_t most_mistakes = 20;
constexpr std::size_t most_points = 1000;

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm utc{};
    char text[32] = "";
    if (gmtime_r(&seconds, &utc) != nullptr) std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &utc);
    return text;
}

/// The validation rows in the order of the split.
std::vector<ReportRow> rows_of(const FinishedRun& run) {
    const std::vector<int> answers = classes_of(run.logits);
    std::vector<ReportRow> all;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const std::size_t row = run.split.validation[i];
        all.push_back({{run.rows.images.row(row), run.rows.audio.row(row), answers[i], run.rows.labels[row]},
                       row,
                       run.rows.groups.empty() ? "" : run.rows.groups[row],
                       confidence(run.logits.subspan(i * class_count, class_count), run.best.facts.scales.both)});
    }
    return all;
}

std::vector<ReportRow> confident_mistakes(std::vector<ReportRow> rows) {
    std::erase_if(rows, [](const ReportRow& row) { return row.seen.predicted == row.seen.truth; });
    std::ranges::sort(rows, std::ranges::greater{}, [](const ReportRow& row) { return std::tuple(row.confidence, -static_cast<double>(row.row)); });
    if (rows.size() > most_mistakes) rows.erase(rows.begin() + most_mistakes, rows.end());
    return rows;
}

std::vector<EmbeddedRow> embedded(const FinishedRun& run, std::span<const ReportRow> rows) {
    if (rows.size() < least_embedded) {
        throw duet::Error("the validation part has " + std::to_string(rows.size()) + " rows; a layout wants at least " +
                          std::to_string(least_embedded));
    }
    const std::vector<std::size_t> chosen = choose(all_rows(rows.size()), most_points, run.arguments.seed);
    std::vector<EmbeddedRow> points;
    std::vector<std::size_t> indices;
    for (const std::size_t i : chosen) {
        points.push_back({rows[i]});
        indices.push_back(rows[i].row);
    }
    const Embeddings embeddings = embed_rows(run.best, run.rows, indices, run.arguments.threads);
    const Engine& engine = *run.best.engine;
    const auto image = lay_out("image", embeddings.image, engine.image_embedding_size(), run.arguments.seed, run.arguments.threads);
    const auto audio = lay_out("audio", embeddings.audio, engine.audio_embedding_size(), run.arguments.seed, run.arguments.threads);
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i].image = {image[2 * i], image[2 * i + 1]};
        points[i].audio = {audio[2 * i], audio[2 * i + 1]};
    }
    return points;
}

} // namespace

ReportData report_of(const FinishedRun& run) {
    ReportData data;
    data.model = run.best.facts.name;
    data.parameters = run.best.engine->parameter_count();
    data.data = run.arguments.data;
    data.split = describe_split(run.rows, run.split);
    data.date = now();
    data.command = command_line(run.arguments);
    data.resumed = run.arguments.resume;
    data.machine = this_machine();
    data.epochs.assign(run.epochs.begin(), run.epochs.end());
    data.summary = duet::summary_text(run.best.engine->summary());
    data.confusion = confusion_of(labels_of(run.rows, run.split.validation), classes_of(run.logits));
    const std::vector<ReportRow> rows = rows_of(run);
    data.mistakes = confident_mistakes(rows);
    try {
        data.embedded = embedded(run, rows);
    } catch (const duet::Error& error) {
        data.no_embeddings = error.what();
    }
    return data;
}

void write_report(const std::filesystem::path& file, const FinishedRun& run) { duet::data::write_file_atomically(file, report_page(report_of(run))); }

} // namespace digits
