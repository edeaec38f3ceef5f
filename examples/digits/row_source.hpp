// The rows of a data set, in memory or in their file.
#pragma once

#include "duet/data/batches.hpp"
#include "duet/data/mapped_npy.hpp"
#include "duet/data/matrix.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace digits {

/// Rows of floats that are copied out: of a matrix, or of an .npy file, of which only these rows are then read.
class RowSource {
public:
    RowSource() = default;
    RowSource(duet::data::Matrix matrix) : rows_(matrix.rows), source_(std::move(matrix)) {} // NOLINT(google-explicit-constructor): a matrix is one
    explicit RowSource(std::shared_ptr<const duet::data::MappedNpy> file) : rows_(file->rows()), source_(std::move(file)) {}

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t columns() const {
        return std::visit([](const auto& source) { return columns_of(source); }, source_);
    }

    /// Copies rows one after another to `out`, which holds exactly that many floats. Allocates nothing. Throws duet::Error for a value in a file that is
    /// NaN or infinite, and if the file has been shortened.
    void gather(std::span<const std::size_t> rows, std::span<float> out) const {
        if (const auto* matrix = std::get_if<duet::data::Matrix>(&source_)) {
            duet::data::gather(*matrix, rows, out);
        } else {
            std::get<File>(source_)->gather(rows, out);
        }
    }

    /// A copy of row `i`. Throws likewise.
    [[nodiscard]] std::vector<float> row(std::size_t i) const {
        std::vector<float> copy(columns());
        gather(std::span(&i, 1), copy);
        return copy;
    }

    /// Leaves out all but the first `count` rows.
    void keep_first(std::size_t count) {
        rows_ = std::min(rows_, count);
        if (auto* matrix = std::get_if<duet::data::Matrix>(&source_)) {
            matrix->rows = rows_;
            matrix->values.resize(rows_ * matrix->columns);
        }
    }

    /// Of rows in memory; throws std::bad_variant_access otherwise.
    [[nodiscard]] duet::data::Matrix& matrix() { return std::get<duet::data::Matrix>(source_); }
    [[nodiscard]] const duet::data::Matrix& matrix() const { return std::get<duet::data::Matrix>(source_); }

private:
    using File = std::shared_ptr<const duet::data::MappedNpy>;

    static std::size_t columns_of(const duet::data::Matrix& matrix) { return matrix.columns; }
    static std::size_t columns_of(const File& file) { return file->columns(); }

    std::size_t rows_ = 0;
    std::variant<duet::data::Matrix, File> source_;
};

} // namespace digits
