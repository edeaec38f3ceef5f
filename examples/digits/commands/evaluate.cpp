#include "digits/commands/commands.hpp"

#include "digits/evaluation.hpp"
#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/rows_for.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"
#include "digits/terminal/table.hpp"

#include "duet/analysis/calibration.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>

namespace digits {

namespace {

void print_text(const SavedModel& saved, const JudgedRows& judged, const Score& result, double calibration_error, const Confusion& counts) {
    std::printf("%s on %s %s\naccuracy %.2f %%, loss %.4f, calibration error %.2f points\n\n", saved.facts.name.c_str(),
                grouped(judged.indices.size()).c_str(), judged.description.c_str(), 100 * result.accuracy, result.loss, 100 * calibration_error);
    Table figures({"digit", "precision", "recall", "F1", "samples"});
    Table matrix({"true \\ predicted", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    for (std::size_t digit = 0; digit < class_count; ++digit) {
        const ClassFigures f = figures_of(counts, digit);
        figures.row({std::to_string(digit), fixed(f.precision, 4), fixed(f.recall, 4), fixed(f.f1, 4), std::to_string(f.support)});
        std::vector<std::string> cells{std::to_string(digit)};
        for (std::size_t other = 0; other < class_count; ++other) cells.push_back(std::to_string(counts[digit * class_count + other]));
        matrix.row(std::move(cells));
    }
    std::printf("%s\n%s", figures.text().c_str(), matrix.text().c_str());
}

void print_report(const SavedModel& saved, const JudgedRows& judged, const Score& result, double calibration_error, const Confusion& counts) {
    nlohmann::ordered_json report{{"model", saved.facts.name},
                                  {"rows", judged.indices.size()},
                                  {"data", judged.description},
                                  {"accuracy", result.accuracy},
                                  {"loss", result.loss},
                                  {"calibration_error", calibration_error},
                                  {"classes", nlohmann::ordered_json::array()},
                                  {"confusion", nlohmann::ordered_json::array()}};
    for (std::size_t digit = 0; digit < class_count; ++digit) {
        const ClassFigures f = figures_of(counts, digit);
        report["classes"].push_back({{"digit", digit}, {"precision", f.precision}, {"recall", f.recall}, {"f1", f.f1}, {"samples", f.support}});
        report["confusion"].push_back(std::vector<std::size_t>(counts.begin() + static_cast<std::ptrdiff_t>(digit * class_count),
                                                               counts.begin() + static_cast<std::ptrdiff_t>((digit + 1) * class_count)));
    }
    print_json(report);
}

} // namespace

void evaluate(const EvaluateArguments& arguments) {
    const Modality modality = modality_of(arguments.modality);
    const SavedModel saved = load_model(arguments.model);
    if (!arguments.json) announce_data(arguments.data);
    const JudgedRows judged = rows_to_judge(saved, {arguments.data, saved.facts.seed, arguments.threads});
    Clipped clipped;
    const std::vector<float> logits = predict_rows(saved, judged.rows, judged.indices, arguments.threads, modality, &clipped);
    std::fputs(remarks_on(clipped).c_str(), stderr);
    const std::vector<int> labels = labels_of(judged.rows, judged.indices);
    const double scale = scale_of(saved.facts, modality);
    const Score result = score(logits, labels, scale);
    const double calibration_error = duet::analysis::expected_calibration_error(logits, class_count, labels, scale);
    const Confusion counts = confusion_of(labels, classes_of(logits));
    (arguments.json ? print_report : print_text)(saved, judged, result, calibration_error, counts);
}

} // namespace digits
