// What training measures after each epoch, and the file that keeps it.
#pragma once

#include "duet/data/atomic_file.hpp"
#include "duet/data/csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace digits {

/// One epoch of training. Losses are means per sample, accuracies lie in [0, 1], seconds count training and validation.
struct EpochRecord {
    int epoch = 0;
    double train_loss = 0;
    double train_acc = 0;
    double val_loss = 0;
    double val_acc = 0;
    double seconds = 0;
};

/// The epoch with the least validation loss, the first of equals; NaN never wins. `records` must not be empty.
inline const EpochRecord& best_epoch(std::span<const EpochRecord> records) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < records.size(); ++i) {
        const bool better = records[i].val_loss < records[best].val_loss;
        const bool first_number = records[best].val_loss != records[best].val_loss && records[i].val_loss == records[i].val_loss;
        if (better || first_number) best = i;
    }
    return records[best];
}

/// The text of metrics.csv. Numbers have as many digits as it takes to read the same double back; seconds are rounded to milliseconds.
inline std::string metrics_csv(std::span<const EpochRecord> records) {
    std::string text = "epoch,train_loss,train_acc,val_loss,val_acc,seconds\n";
    char digits[400];
    for (const EpochRecord& record : records) {
        text += std::to_string(record.epoch);
        for (const double value : {record.train_loss, record.train_acc, record.val_loss, record.val_acc}) {
            text.append(",").append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        }
        text.append(",").append(digits, std::to_chars(digits, digits + sizeof digits, record.seconds, std::chars_format::fixed, 3).ptr);
        text += '\n';
    }
    return text;
}

/// Writes metrics.csv anew, in one piece: whoever looks at it during training sees whole epochs. Throws duet::Error when it cannot be written.
inline void write_metrics(const std::filesystem::path& path, std::span<const EpochRecord> records) {
    duet::data::write_file_atomically(path, metrics_csv(records));
}

/// Reads what `write_metrics` wrote: epochs 1, 2, ... Throws duet::Error, naming the file and the line, for anything else.
inline std::vector<EpochRecord> read_metrics(const std::filesystem::path& path) {
    duet::data::CsvReader reader(path);
    const auto complain = [&] { reader.fail("is not a row of a training run; expected epoch,train_loss,train_acc,val_loss,val_acc,seconds"); };
    if (reader.columns() != std::vector<std::string>{"epoch", "train_loss", "train_acc", "val_loss", "val_acc", "seconds"}) complain();
    std::vector<EpochRecord> records;
    std::vector<std::string> fields;
    while (reader.next(fields)) {
        std::array<double, 6> values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            const char* end = fields[i].data() + fields[i].size();
            const auto result = std::from_chars(fields[i].data(), end, values[i]);
            if (result.ec != std::errc{} || result.ptr != end) complain();
        }
        if (values[0] != static_cast<double>(records.size() + 1)) complain();
        records.push_back({static_cast<int>(records.size() + 1), values[1], values[2], values[3], values[4], values[5]});
    }
    return records;
}

} // namespace digits
