// The report of a run that has come to its end.
#pragma once

#include "digits/commands/commands.hpp"
#include "digits/digit_data.hpp"
#include "digits/metrics.hpp"
#include "digits/report/report_data.hpp"
#include "digits/saved_model.hpp"

#include "duet/data/split.hpp"

#include <filesystem>
#include <span>

namespace digits {

/// The run: `best` is the model that was kept, `logits` its answers to the validation rows.
struct FinishedRun {
    const TrainArguments& arguments;
    const SavedModel& best;
    const DigitRows& rows;
    const duet::data::Split& split;
    std::span<const EpochRecord> epochs;
    std::span<const float> logits;
};

/// What its report shows: the twenty most confident mistakes, and at most a thousand rows in the planes. The rows of the run outlive it.
ReportData report_of(const FinishedRun& run);

/// Writes it as a page. Throws duet::Error if the file cannot be written.
void write_report(const std::filesystem::path& file, const FinishedRun& run);

} // namespace digits
