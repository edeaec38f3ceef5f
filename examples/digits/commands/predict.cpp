#include "digits/commands/commands.hpp"

#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/format.hpp"

#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"

#include <cstdio>

namespace digits {

void predict(const PredictArguments& arguments) {
    const SavedModel saved = load_model(arguments.model);
    announce_data(arguments.data);
    DigitRows rows = load_test_rows({arguments.data, saved.facts.seed, arguments.threads});
    require_output_file(arguments.out);
    if (!arguments.logits.empty()) require_output_file(arguments.logits);
    standardise(rows, saved.facts);
    const std::vector<float> logits = predict_rows(*saved.engine, rows, all_rows(rows.count()), arguments.threads);

    const std::vector<int> classes = classes_of(logits);
    std::vector<std::vector<std::string>> table;
    for (std::size_t i = 0; i < classes.size(); ++i) table.push_back({std::to_string(i), std::to_string(classes[i])});
    duet::data::write_csv(arguments.out, {"row_id", "label"}, table);
    std::printf("wrote %s: %s predictions\n", arguments.out.c_str(), grouped(classes.size()).c_str());
    if (!arguments.logits.empty()) {
        duet::data::write_npy(arguments.logits, logits, {classes.size(), class_count});
        std::printf("wrote %s\n", arguments.logits.c_str());
    }
}

} // namespace digits
