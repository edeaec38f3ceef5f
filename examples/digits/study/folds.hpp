// Which rows a study trains on, and which it asks about.
#pragma once

#include "digits/digit_data.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace digits {

/// What is left out, and which rows that makes.
struct Fold {
    std::string name;
    std::vector<std::size_t> train, test;
};

/// One fold for each speaker, whose rows are tested on, and a last one that tests on a fifth of all recordings. The speaker stands in a recording's
/// name, {digit}_{speaker}_{index}.wav. Throws duet::Error if the rows do not name recordings of at least two speakers.
std::vector<Fold> make_folds(const DigitRows& rows, std::uint64_t seed);

} // namespace digits
