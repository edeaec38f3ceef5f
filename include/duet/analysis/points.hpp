// The input of every analysis: a checked set of points, in double.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/error.hpp"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <string>

namespace duet::analysis {

/// Row-major coordinates in contiguous memory: a span, vector or array of float or double.
template <class R>
concept Coordinates = std::ranges::contiguous_range<const R> && std::ranges::sized_range<const R> &&
                      (std::same_as<std::ranges::range_value_t<R>, float> || std::same_as<std::ranges::range_value_t<R>, double>);

/// `count` points of `dimensions` coordinates each: a copy in double, so that one routine serves float and double.
class Points {
public:
    /// Coordinates beyond this are refused: no sum of products of two squared distances can then overflow. Every finite float passes.
    static constexpr double largest = 1e50;

    /// Copies `values`, (count, dimensions) row-major. `user` names the caller in error messages.
    /// Throws Error if there is no point, the values do not fill whole points, or one is NaN, infinite or beyond `largest`.
    template <Coordinates R>
    Points(const R& values, std::size_t dimensions, const std::string& user) : dimensions_(dimensions) {
        const std::span flat(std::ranges::data(values), std::ranges::size(values));
        if (dimensions == 0) throw Error(user + ": points of 0 dimensions; at least 1 is needed");
        if (flat.empty()) throw Error(user + ": no points; at least 1 is needed");
        if (flat.size() % dimensions != 0)
            throw Error(user + ": " + std::to_string(flat.size()) + " values do not make whole points of " + std::to_string(dimensions) +
                        " dimensions; pass count * dimensions values");
        for (std::size_t i = 0; i < flat.size(); ++i)
            if (!(std::abs(static_cast<double>(flat[i])) <= largest))
                throw Error(user + ": point " + std::to_string(i / dimensions) + ", coordinate " + std::to_string(i % dimensions) + " is " +
                            std::to_string(flat[i]) + "; expected finite numbers of at most 1e50, so clean or rescale the data first");
        count_ = flat.size() / dimensions;
        values_ = Buffer<double>(flat.size());
        for (std::size_t i = 0; i < flat.size(); ++i) values_[i] = static_cast<double>(flat[i]);
    }

    [[nodiscard]] std::size_t count() const { return count_; }           ///< rows
    [[nodiscard]] std::size_t dimensions() const { return dimensions_; } ///< columns
    /// The coordinates of point `i`.
    const double* operator[](std::size_t i) const { return values_.data() + i * dimensions_; }

private:
    std::size_t dimensions_;
    std::size_t count_ = 0;
    Buffer<double> values_;
};

/// Sum of squared differences of two vectors of `dimensions` elements. Never negative, and 0 for equal vectors: not so the
/// cheaper |a|^2 - 2ab + |b|^2.
inline double squared_distance(const double* a, const double* b, std::size_t dimensions) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t j = 0; j < dimensions; ++j) {
        const double difference = a[j] - b[j];
        sum += difference * difference;
    }
    return sum;
}

} // namespace duet::analysis
