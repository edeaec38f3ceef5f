// Pairs of written and spoken digits, from a folder or made by the program.
#pragma once

#include "digits/row_recordings.hpp"
#include "digits/row_source.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace digits {

/// Rows as they come: not standardised.
struct DigitRows {
    RowSource images;                // (rows, 784)
    RowSource audio;                 // (rows, 507)
    std::vector<int> labels;         // 0..9; empty where they are not known
    std::vector<std::string> groups; // the recording (or speaker) of each row; empty where it is not known
    RowRecordings recordings;        // empty where they are not at hand

    [[nodiscard]] std::size_t count() const { return images.rows(); }
};

/// Where data comes from: `--data builtin` or a folder.
struct DataSource {
    std::string name = "builtin";
    std::uint64_t seed = 1; // of built-in data
    int threads = 1;
    bool in_place = false; // rows stay in the folder's .npy files till they are asked for

    [[nodiscard]] bool builtin() const { return name == "builtin"; }
};

/// The training rows, with labels: at least two, of at least two groups where those are known, so that they can be split.
/// Throws duet::Error that names the file that is missing or wrong. `limit` > 0: only the first so many.
DigitRows load_training_rows(const DataSource& source, std::size_t limit = 0);

/// The test rows; labels only if the source has them.
DigitRows load_test_rows(const DataSource& source);

/// Whether the source has labels of its test rows. Throws duet::Error if it is a folder that does not exist.
bool has_test_labels(const DataSource& source);
/// Whether it has training rows.
bool has_training_rows(const DataSource& source);

} // namespace digits
