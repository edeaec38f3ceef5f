// Plain-text tables.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace digits {

/// Rows of cells under a header, every column right-aligned and as wide as its widest cell, two blanks between.
/// A row with fewer cells than the header leaves the rest blank; further ones are kept, without a heading.
class Table {
public:
    explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}

    Table& row(std::vector<std::string> cells) {
        rows_.push_back(std::move(cells));
        return *this;
    }

    /// The header, a rule, the rows; each line ends with a newline.
    [[nodiscard]] std::string text() const {
        std::vector<std::size_t> widths;
        for (const auto& row : rows_) {
            widths.resize(std::max(widths.size(), row.size()));
            for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
        }
        std::string result = line(rows_.front(), widths);
        result.append(result.size() - 1, '-').append("\n");
        for (std::size_t i = 1; i < rows_.size(); ++i) result += line(rows_[i], widths);
        return result;
    }

private:
    /// Columns that `cell` takes, one a character: UTF-8 continuation bytes take none.
    static std::size_t width(std::string_view cell) {
        return static_cast<std::size_t>(
            std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
    }

    static std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
        std::string result;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string_view cell = i < cells.size() ? std::string_view(cells[i]) : std::string_view();
            result.append(i == 0 ? 0 : 2, ' ').append(widths[i] - width(cell), ' ').append(cell);
        }
        return result + '\n';
    }

    std::vector<std::vector<std::string>> rows_;
};

} // namespace digits
