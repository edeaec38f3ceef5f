// The statistics of rows that the ranks of a job divide among them.
#pragma once

#include "duet/data/standardiser.hpp"
#include "duet/distributed/communicator.hpp"

#include <cstddef>
#include <functional>
#include <span>

namespace digits {

/// Copies the given rows one after another.
using ReadRows = std::function<void(std::span<const std::size_t> rows, std::span<float> out)>;

/// The statistics of `rows`, each of so many columns: the same bits on any number of ranks. Collective: each rank reads its share of the rows, once.
/// Throws duet::Error if there are none.
duet::data::Standardiser shared_statistics(duet::Communicator& ranks, std::span<const std::size_t> rows, std::size_t columns, const ReadRows& read);

} // namespace digits
