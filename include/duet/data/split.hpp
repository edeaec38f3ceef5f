// Which rows train and which validate.
#pragma once

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace duet::data {

/// Row indices, each row on exactly one side, both sides in ascending order.
struct Split {
    std::vector<std::size_t> train;      ///< rows to learn from
    std::vector<std::size_t> validation; ///< rows to choose by
};

/// How many of `n` rows a fraction means: rounded, but at least one row on either side. Throws duet::Error for a fraction not in 0 .. 1 (exclusive)
/// or fewer than two rows.
inline std::size_t validation_count(std::size_t n, double fraction) {
    if (!(fraction > 0.0 && fraction < 1.0))
        throw Error("the validation fraction is " + std::to_string(fraction) + "; expected more than 0 and less than 1");
    if (n < 2) throw Error("a split into training and validation needs at least 2 rows; there are " + std::to_string(n));
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::llround(fraction * static_cast<double>(n))), 1, n - 1);
}

/// The numbers 0 .. n-1 in an order that the seed decides, the same on every platform.
inline std::vector<std::size_t> shuffled_indices(std::size_t n, std::uint64_t seed) {
    constexpr std::uint64_t stream = 0x73706c6974; // "split": apart from every other use of the seed
    std::vector<std::size_t> indices(n);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    Random(seed, stream).shuffle(std::span(indices));
    return indices;
}

/// Holds out a random `fraction` of `n` rows. Throws duet::Error as `validation_count` does.
/// Equivalent: scikit-learn's `train_test_split(test_size=fraction)`.
inline Split split_by_row(std::size_t n, double fraction, std::uint64_t seed) {
    const std::size_t held_out = validation_count(n, fraction);
    const std::vector<std::size_t> order = shuffled_indices(n, seed);
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(held_out);
    Split split{{middle, order.end()}, {order.begin(), middle}};
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.validation.begin(), split.validation.end());
    return split;
}

/// Holds out random whole groups (`groups[i]` names row i's: its recording, its speaker), about `fraction` of the rows: groups are taken in random
/// order as long as each brings the count nearer to the fraction. Throws duet::Error as `validation_count` does, and for fewer than two groups.
/// Equivalent: scikit-learn's `GroupShuffleSplit`, which takes the fraction of groups, not of rows.
inline Split split_by_group(std::span<const std::string> groups, double fraction, std::uint64_t seed) {
    const std::size_t wanted = validation_count(groups.size(), fraction);
    std::unordered_map<std::string, std::size_t> numbers; // in order of first appearance
    std::vector<std::size_t> group_of(groups.size());
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        group_of[i] = numbers.try_emplace(groups[i], sizes.size()).first->second;
        if (group_of[i] == sizes.size()) sizes.push_back(0);
        ++sizes[group_of[i]];
    }
    if (sizes.size() < 2) throw Error("a split by group needs at least 2 groups; all rows are of '" + groups.front() + "'");

    std::vector<bool> held_out(sizes.size(), false);
    std::size_t rows = 0;
    std::size_t taken = 0;
    for (const std::size_t group : shuffled_indices(sizes.size(), seed)) {
        const bool nearer = rows < wanted && (rows + sizes[group] <= wanted || rows + sizes[group] - wanted < wanted - rows);
        if ((taken > 0 && !nearer) || taken + 1 == sizes.size()) break;
        held_out[group] = true;
        rows += sizes[group];
        ++taken;
    }
    Split split;
    for (std::size_t i = 0; i < groups.size(); ++i) (held_out[group_of[i]] ? split.validation : split.train).push_back(i);
    return split;
}

} // namespace duet::data
