#include "digits/commands/commands.hpp"

#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"

#include "duet/data/csv.hpp"
#include "duet/data/npy_writer.hpp"

#include <cstdio>
#include <span>

namespace digits {

void predict(const PredictArguments& arguments) {
    require_output_file(arguments.out);
    if (!arguments.logits.empty()) require_output_file(arguments.logits);
    require_apart({{"--model", model_file(arguments.model)}, {"--out", arguments.out}, {"--logits", arguments.logits}});
    const SavedModel saved = load_model(arguments.model);
    if (!arguments.json) announce_data(arguments.data);
    const Modality modality = modality_of(arguments.modality);
    const DigitRows rows = load_test_rows({arguments.data, saved.facts.seed, arguments.threads});
    Clipped clipped;
    const std::vector<float> logits = predict_rows(saved, rows, all_rows(rows.count()), arguments.threads, modality, &clipped);
    std::fputs(remarks_on(clipped).c_str(), stderr);

    const std::vector<int> classes = classes_of(logits);
    if (!arguments.logits.empty()) duet::data::write_npy(arguments.logits, logits, {classes.size(), class_count});
    duet::data::write_labels(arguments.out, classes);
    if (arguments.json) {
        nlohmann::ordered_json report{{"model", saved.facts.name}, {"rows", classes.size()}, {"labels", arguments.out}};
        if (!arguments.logits.empty()) report["logits"] = arguments.logits;
        report["predictions"] = nlohmann::ordered_json::array();
        for (std::size_t row = 0; row < classes.size(); ++row) {
            const auto of_row = std::span(logits).subspan(row * class_count, class_count);
            report["predictions"].push_back(
                {{"row", row}, {"digit", classes[row]}, {"confidence", confidence(of_row, scale_of(saved.facts, modality))}});
        }
        print_json(report);
        return;
    }
    if (!arguments.logits.empty()) std::printf("wrote %s\n", arguments.logits.c_str());
    std::printf("wrote %s: %s predictions\n", arguments.out.c_str(), grouped(classes.size()).c_str());
}

} // namespace digits
