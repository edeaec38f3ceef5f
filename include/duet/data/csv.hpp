// Comma-separated tables with a header line, as RFC 4180 has them, and the files of labels.
#pragma once

#include "duet/data/atomic_file.hpp"
#include "duet/data/input_file.hpp"
#include "duet/data/npy.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duet::data {

/// Reads a table record by record. Quoted fields (with "" for a quote, commas and line ends inside), LF and CRLF line ends, a byte order mark,
/// and empty lines (skipped) are understood. Every record must have as many fields as the header.
class CsvReader {
public:
    /// Throws duet::Error if the file cannot be read or has no header line.
    explicit CsvReader(const std::filesystem::path& path) : name_(path.string()), text_(read_text(path, longest_file)), rest_(text_) {
        if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
        if (!read_record(columns_)) throw Error(name_ + ": is empty; expected a header line and one line a row");
    }

    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }                    ///< the path, for errors
    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; } ///< the header's fields
    /// The line on which the record last read starts, counted from 1.
    [[nodiscard]] std::size_t line() const { return line_; }

    /// The position of a column; throws duet::Error naming the columns present if there is none of that name.
    [[nodiscard]] std::size_t column(std::string_view wanted) const {
        std::string present;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i] == wanted) return i;
            if (present.size() < 200) present += (i == 0 ? "" : ", ") + columns_[i].substr(0, 40);
        }
        throw Error(name_ + ": has no column '" + std::string(wanted) + "' in its header line; it has: " + present);
    }

    /// Reads the next record into `fields`; false at the end. Throws duet::Error, naming the line, if it is malformed.
    bool next(std::vector<std::string>& fields) {
        if (!read_record(fields)) return false;
        if (fields.size() != columns_.size()) {
            fail("has " + std::to_string(fields.size()) + " fields; expected " + std::to_string(columns_.size()) + ", as in the header line");
        }
        return true;
    }

    /// Throws duet::Error about the record last read.
    [[noreturn]] void fail(const std::string& what) const { throw Error(name_ + ": line " + std::to_string(line_) + " " + what); }

private:
    // A field in memory takes many times its bytes in the file, so both are bounded: a file of commas must not exhaust the machine.
    static constexpr std::uint64_t longest_file = 1 << 26;
    static constexpr std::size_t most_columns = 10'000;

    bool read_record(std::vector<std::string>& fields) {
        while (skip_line_end()) {
        }
        line_ = next_line_;
        fields.clear();
        if (rest_.empty()) return false;
        do {
            if (fields.size() == most_columns) fail("has more than " + std::to_string(most_columns) + " fields; expected a table with a header line");
            fields.push_back(field());
        } while (skip(","));
        if (!rest_.empty() && !skip_line_end()) fail("has text after a closing quote; expected a comma or the end of the line");
        return true;
    }

    std::string field() {
        if (!skip("\"")) {
            const std::size_t end = rest_.find_first_of(",\r\n");
            return take(end == std::string_view::npos ? rest_.size() : end);
        }
        std::string value;
        do {
            const std::size_t quote = rest_.find('"');
            if (quote == std::string_view::npos) fail("has a quote that is never closed");
            value += take(quote);
            skip("\"");
        } while (rest_.starts_with('"') && (value += take(1), true)); // two quotes stand for one
        return value;
    }

    std::string take(std::size_t count) {
        std::string taken(rest_.substr(0, count));
        for (const char letter : taken) next_line_ += letter == '\n' ? 1 : 0;
        rest_.remove_prefix(count);
        return taken;
    }
    bool skip(std::string_view wanted) {
        const bool present = rest_.starts_with(wanted);
        if (present) rest_.remove_prefix(wanted.size());
        return present;
    }
    bool skip_line_end() {
        const bool present = skip("\r\n") || skip("\n") || skip("\r");
        next_line_ += present ? 1 : 0;
        return present;
    }

    std::string name_;
    std::string text_;
    std::string_view rest_; // of text_
    std::vector<std::string> columns_;
    std::size_t line_ = 1;
    std::size_t next_line_ = 1;
};

/// One column of a table, as text. Throws duet::Error if the file is malformed, or the column missing (the message names those present).
inline std::vector<std::string> read_column(const std::filesystem::path& path, std::string_view column) {
    CsvReader reader(path);
    const std::size_t position = reader.column(column);
    std::vector<std::string> values;
    for (std::vector<std::string> fields; reader.next(fields);) values.push_back(fields[position]);
    return values;
}

/// The column `label` of a table such as `row_id,label`, in the file's order; other columns may hold anything.
/// Throws duet::Error, naming the line, for a label that is not a whole number in 0 .. classes-1, and for a table without rows.
inline std::vector<int> read_labels(const std::filesystem::path& path, int classes = 10) {
    CsvReader reader(path);
    const std::size_t position = reader.column("label");
    std::vector<int> labels;
    for (std::vector<std::string> fields; reader.next(fields);) {
        std::string_view text = fields[position];
        while (text.starts_with(' ')) text.remove_prefix(1);
        while (text.ends_with(' ')) text.remove_suffix(1);
        int label = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), label);
        if (error != std::errc() || end != text.data() + text.size() || label < 0 || label >= classes) {
            reader.fail("has the label '" + std::string(text.substr(0, 40)) + "'; expected a whole number from 0 to " + std::to_string(classes - 1));
        }
        labels.push_back(label);
    }
    if (labels.empty()) throw Error(reader.name() + ": has no rows after its header line; expected one label a line");
    return labels;
}

/// Labels from a matrix of one column; `name`: the file that it comes from. Throws duet::Error, naming file and row, for a label that is not a whole
/// number in 0 .. classes-1.
inline std::vector<int> labels_of(const Matrix& matrix, const std::string& name, int classes = 10) {
    std::vector<int> labels;
    labels.reserve(matrix.rows);
    for (std::size_t i = 0; i < matrix.rows; ++i) {
        const float value = matrix.values[i];
        const bool in_range = value >= 0.0F && value < static_cast<float>(classes);
        const int label = in_range ? static_cast<int>(value) : -1;
        if (!in_range || static_cast<float>(label) != value) {
            throw Error(name + ": row " + std::to_string(i) + " has the label " + std::to_string(value) + "; expected a whole number from 0 to " +
                        std::to_string(classes - 1));
        }
        labels.push_back(label);
    }
    return labels;
}

/// Labels from an .npy file of one column, as the written-and-spoken-digits set has them (`labels_train.npy`). Throws duet::Error as `read_npy` and
/// `labels_of` do.
inline std::vector<int> read_labels_npy(const std::filesystem::path& path, int classes = 10) {
    return labels_of(read_npy(path, 1), path.string(), classes);
}

/// A field as it stands in a file: quoted if it must be.
inline std::string csv_field(std::string_view value) {
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
    std::string quoted = "\"";
    for (const char letter : value) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return quoted + '"';
}

/// Writes a header line and one line a row, atomically. Throws duet::Error if a row has not as many fields as there are columns, or if `path`
/// cannot be written.
inline void write_csv(const std::filesystem::path& path, const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
    std::string text;
    const auto append = [&](const std::vector<std::string>& fields) {
        if (fields.size() != columns.size()) {
            throw Error(path.string() + ": a row has " + std::to_string(fields.size()) + " fields; expected " + std::to_string(columns.size()));
        }
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0) text += ',';
            text += csv_field(fields[i]);
        }
        text += '\n';
    };
    append(columns);
    for (const auto& row : rows) append(row);
    write_file_atomically(path, text);
}

/// Writes `row_id,label`, the rows numbered from 0, atomically. Throws duet::Error if `path` cannot be written.
inline void write_labels(const std::filesystem::path& path, std::span<const int> labels) {
    std::string text = "row_id,label\n";
    for (std::size_t i = 0; i < labels.size(); ++i) text += std::to_string(i) + ',' + std::to_string(labels[i]) + '\n';
    write_file_atomically(path, text);
}

} // namespace duet::data
