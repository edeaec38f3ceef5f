// In which order an epoch visits the rows, and the rows of a batch side by side.
#pragma once

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"
#include "duet/data/matrix.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace duet::data {

/// Fills `order` with `rows` in the order of one epoch: a function of (rows, seed, epoch) alone, so a resumed run continues as it would have.
/// Allocates nothing. Throws duet::Error if the two differ in size.
inline void epoch_order(std::span<const std::size_t> rows, std::uint64_t seed, std::uint64_t epoch, std::span<std::size_t> order) {
    constexpr std::uint64_t stream = 0x65706f6368; // "epoch": apart from every other use of the seed
    if (rows.size() != order.size()) {
        throw Error("an order of " + std::to_string(order.size()) + " rows was given for an epoch of " + std::to_string(rows.size()));
    }
    std::copy(rows.begin(), rows.end(), order.begin());
    Random(RandomStream{seed, stream}.child(epoch)).shuffle(order);
}

/// The same as a new vector. PyTorch equivalent: `RandomSampler` under a generator seeded for the epoch.
inline std::vector<std::size_t> epoch_order(std::span<const std::size_t> rows, std::uint64_t seed, std::uint64_t epoch) {
    std::vector<std::size_t> order(rows.size());
    epoch_order(rows, seed, epoch, order);
    return order;
}

/// Copies the given rows of `matrix` one after another to `out`: a batch, (rows.size(), matrix.columns). Allocates nothing.
/// Throws duet::Error if `out` does not hold exactly that many floats. NumPy equivalent: `matrix[rows]`.
inline void gather(const Matrix& matrix, std::span<const std::size_t> rows, std::span<float> out) {
    if (out.size() != rows.size() * matrix.columns) {
        throw Error("a batch of " + std::to_string(rows.size()) + " rows of " + std::to_string(matrix.columns) + " does not fit " +
                    std::to_string(out.size()) + " floats");
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::ranges::copy(matrix.row(rows[i]), out.begin() + static_cast<std::ptrdiff_t>(i * matrix.columns));
}

} // namespace duet::data
