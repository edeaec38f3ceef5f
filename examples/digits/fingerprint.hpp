// Whether data or parameters are the same as before, or as others have.
#pragma once

#include "digits/digit_data.hpp"

#include "duet/distributed/communicator.hpp"

#include <cstdint>
#include <span>

namespace digits {

/// Tells other data from that of a run: a checksum of its rows and recordings, the same on any number of ranks. Collective: each rank reads a share of
/// the rows, and that of the next rank too; if the ranks' copies of the data differ, so do their fingerprints.
std::uint32_t fingerprint(const DigitRows& rows, duet::Communicator& ranks);
/// Tells other parameters from a model's.
std::uint32_t fingerprint(std::span<const float> parameters);

} // namespace digits
