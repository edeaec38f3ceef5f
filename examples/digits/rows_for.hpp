// Which rows train and which validate, and which a saved model is judged on.
#pragma once

#include "digits/digit_data.hpp"
#include "digits/saved_model.hpp"

#include "duet/data/split.hpp"

#include <string>
#include <vector>

namespace digits {

/// The split of training rows: by recording where that is known, otherwise by row.
duet::data::Split split_rows(const DigitRows& rows, double validation_fraction, std::uint64_t seed);

/// One sentence that says how it was split.
std::string describe_split(const DigitRows& rows, const duet::data::Split& split);

/// Labelled rows that the model was not trained on: the test rows if their labels are known, otherwise the validation part of the
/// training rows, split as in training.
struct JudgedRows {
    DigitRows rows;
    std::vector<std::size_t> indices;
    std::string description;
};
JudgedRows rows_to_judge(const SavedModel& saved, const DataSource& source);

} // namespace digits
