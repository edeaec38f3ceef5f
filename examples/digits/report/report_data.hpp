// What goes into report.html.
#pragma once

#include "digits/evaluation.hpp"
#include "digits/metrics.hpp"
#include "digits/plot/prediction.hpp"
#include "digits/report/machine.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace digits {

/// A validation row, and what the model answered.
struct ReportRow {
    Prediction seen;
    std::size_t row = 0;   // in the data
    std::string recording; // or its speaker; empty where it is not known
    double confidence = 0; // of the answer, in [0, 1]
};

/// A row in the planes of both branches.
struct EmbeddedRow {
    ReportRow row;
    std::array<double, 2> image{};
    std::array<double, 2> audio{};
};

/// Everything about a run that a reader of its report sees. The rows are views of data that outlives it. Texts may hold anything.
struct ReportData {
    std::string model;
    std::size_t parameters = 0;
    std::string data;  // where it came from
    std::string split; // in words
    std::string date;  // of the report
    std::string command;
    bool resumed = false;
    Machine machine;
    std::vector<EpochRecord> epochs;
    Confusion confusion{};           // of the validation rows
    std::vector<ReportRow> mistakes; // the most confident first
    std::vector<EmbeddedRow> embedded;
    std::string no_embeddings; // why there are none
    std::string summary;
};

} // namespace digits
