// Mean and spread of columns, of rows that are seen one after another, or in parts.
#pragma once

#include "duet/core/error.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace duet::data {

/// Count, mean and sum of squared differences from the mean of each column: of the rows added so far, none of which is kept. Parts that were summed apart
/// (by threads, by the ranks of a job) become one with `merge`; their order decides the last bits. Source: Welford 1962, and Chan, Golub and LeVeque 1979
/// for parts. scikit-learn equivalent: what `StandardScaler.partial_fit` keeps.
struct Moments {
    explicit Moments(std::size_t columns) : mean(columns), squares(columns) {} ///< of no rows yet

    double count = 0;            ///< of rows
    std::vector<double> mean;    ///< of each column
    std::vector<double> squares; ///< sum of squared differences from `mean`; over `count`, the population variance

    /// One more row. Throws duet::Error if it has another number of columns.
    void add(std::span<const float> row) {
        require_columns(row.size());
        count += 1;
        const double share = 1 / count;
        for (std::size_t j = 0; j < row.size(); ++j) {
            const double value = row[j];
            const double difference = value - mean[j];
            mean[j] += difference * share;
            squares[j] += difference * (value - mean[j]);
        }
    }

    /// The rows of `other` too. Throws duet::Error if they have another number of columns.
    void merge(const Moments& other) {
        require_columns(other.mean.size());
        if (other.count == 0) return;
        const double both = count + other.count;
        for (std::size_t j = 0; j < mean.size(); ++j) {
            const double difference = other.mean[j] - mean[j];
            mean[j] += difference * (other.count / both);
            squares[j] += other.squares[j] + difference * difference * (count * other.count / both);
        }
        count = both;
    }

private:
    void require_columns(std::size_t columns) const {
        if (columns != mean.size() || columns != squares.size()) {
            throw Error("moments of " + std::to_string(mean.size()) + " columns cannot take " + std::to_string(columns) + "; expected as many");
        }
    }
};

} // namespace duet::data
