// What is done to the voices that a study asks about.
#pragma once

#include "digits/digit_data.hpp"
#include "digits/study/folds.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace digits {

struct Condition {
    const char* name;
    std::optional<double> noise = {}; // dB that the word is above it: white, pink or brown, for a whole second
    bool of_another_digit = false;
};
inline constexpr std::array conditions{Condition{"clean"},     Condition{"20 dB", 20.0}, Condition{"10 dB", 10.0},
                                       Condition{"5 dB", 5.0}, Condition{"0 dB", 0.0},   Condition{"conflict", {}, true}};
inline constexpr std::size_t clean = 0;
inline constexpr std::size_t at_10_db = 2;
inline constexpr std::size_t at_0_db = 4;
inline constexpr std::size_t conflict = conditions.size() - 1;

/// The fold's test rows alone, their voices as the condition makes them: a function of the seed. Noise is added to the recordings, if they are at hand.
DigitRows rows_under(const Condition& condition, const DigitRows& rows, const Fold& fold, std::uint64_t seed, int threads);

} // namespace digits
