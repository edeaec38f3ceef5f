#include "digits/rows_for.hpp"

#include "digits/inference.hpp"
#include "digits/terminal/format.hpp"

#include "duet/core/error.hpp"

#include <set>

namespace digits {

duet::data::Split split_rows(const DigitRows& rows, double validation_fraction, std::uint64_t seed) {
    if (rows.groups.empty()) return duet::data::split_by_row(rows.count(), validation_fraction, seed);
    return duet::data::split_by_group(rows.groups, validation_fraction, seed);
}

std::string describe_split(const DigitRows& rows, const duet::data::Split& split) {
    const std::string sizes = grouped(split.train.size()) + " rows to train on, " + grouped(split.validation.size()) + " to validate on, split by ";
    if (rows.groups.empty()) return sizes + "row (no pairs_train.csv with a 'wav' column: the same recording may be on both sides, which flatters)";
    const std::set<std::string> groups(rows.groups.begin(), rows.groups.end());
    return sizes + "recording (" + grouped(groups.size()) + " recordings or speakers, each on one side)";
}

JudgedRows rows_to_judge(const SavedModel& saved, const DataSource& source) {
    JudgedRows judged;
    if (has_test_labels(source)) {
        judged.rows = load_test_rows(source);
        judged.indices = all_rows(judged.rows.count());
        judged.description = "test rows of " + source.name;
    } else {
        if (!has_training_rows(source)) {
            throw duet::Error(source.name + ": has no labelled rows; expected labels of the test rows (y_test.csv), or training rows");
        }
        judged.rows = load_training_rows(source, saved.facts.limit);
        judged.indices = split_rows(judged.rows, saved.facts.validation_fraction, saved.facts.seed).validation;
        judged.description = "validation rows of " + source.name + " (there are no labelled test rows)";
        if (source.name != saved.facts.data) judged.description += "; the model was trained on " + saved.facts.data;
    }
    return judged;
}

} // namespace digits
