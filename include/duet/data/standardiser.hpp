// Every feature to mean 0 and deviation 1, by the statistics of the training rows.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/matrix.hpp"
#include "duet/data/moments.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace duet::data {

/// Per column: (x - mean) / (deviation + 1e-10), clipped to -clip .. clip. The statistics are those of the rows it was fitted on and belong to the
/// trained model: test data is never standardised by its own. With `clip` infinite, scikit-learn's `StandardScaler`, but for columns that are constant
/// in training (StandardScaler leaves those undivided).
///
/// Why clip: a column that is constant in training (an image's corner) has deviation 0, so one lit pixel at prediction would become 1e10; and a column
/// that hardly ever varies gives values of many tens of deviations on real images, each of which then outweighs the rest of its row.
struct Standardiser {
    std::vector<float> mean;      ///< of each column
    std::vector<float> deviation; ///< population standard deviation
    float clip = 10.0F;           ///< largest absolute value that comes out

    /// The statistics of the given rows, in double, row after row, so the result is the same on every run. Throws duet::Error if there are none.
    static Standardiser fit(const Matrix& matrix, std::span<const std::size_t> rows) {
        Moments moments(matrix.columns);
        for (const std::size_t i : rows) moments.add(matrix.row(i));
        return of(moments);
    }

    /// The same, of rows that were summed elsewhere. Throws likewise.
    static Standardiser of(const Moments& moments) {
        if (moments.count == 0) throw Error("standardising needs at least one training row; none were given");
        Standardiser standardiser;
        for (const double mean : moments.mean) standardiser.mean.push_back(static_cast<float>(mean));
        for (const double squares : moments.squares) standardiser.deviation.push_back(static_cast<float>(std::sqrt(squares / moments.count)));
        return standardiser;
    }

    /// One row, in place; returns how many of its values were clipped. Throws duet::Error if it has another number of columns than the rows fitted on.
    std::size_t transform(std::span<float> row) const {
        require_columns(row.size());
        std::size_t clipped = 0;
        for (std::size_t j = 0; j < row.size(); ++j) {
            const float value = (row[j] - mean[j]) / (deviation[j] + 1e-10F);
            row[j] = std::clamp(value, -clip, clip);
            clipped += std::abs(value) > clip ? 1U : 0U;
        }
        return clipped;
    }

    /// The inverse of `transform`, in place, up to what was clipped. Throws as above. Equivalent: `StandardScaler.inverse_transform`.
    void restore(std::span<float> row) const {
        require_columns(row.size());
        for (std::size_t j = 0; j < row.size(); ++j) row[j] = row[j] * (deviation[j] + 1e-10F) + mean[j];
    }

    /// Every row, in place, likewise.
    std::size_t transform(Matrix& matrix) const {
        std::size_t clipped = 0;
        for (std::size_t i = 0; i < matrix.rows; ++i) clipped += transform(matrix.row(i));
        return clipped;
    }

private:
    void require_columns(std::size_t columns) const {
        if (columns != mean.size() || mean.size() != deviation.size()) {
            throw Error("standardising a row of " + std::to_string(columns) + " columns; expected " + std::to_string(mean.size()) +
                        ", as in the training rows");
        }
    }
};

} // namespace duet::data
