// The sound files behind the rows of a data folder.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace digits {

/// What was recorded, at 8000 Hz, and which of it each row has. Empty where it is not at hand.
struct RowRecordings {
    std::vector<std::vector<float>> words;
    std::vector<std::size_t> of_row;
    /// Words, by digit, that may be heard in place of a row's own. No row has them.
    std::array<std::vector<std::size_t>, 10> stand_ins;

    [[nodiscard]] bool empty() const { return words.empty(); }
};

/// Reads the sound file of each row once. Throws duet::Error if `names` is empty or names a file that `folder` has not, or that is no sound.
RowRecordings load_row_recordings(const std::filesystem::path& folder, const std::vector<std::string>& names, int threads);

/// Adds the recordings of a folder, {digit}_{speaker}_{index}.wav, as stand-ins. Throws duet::Error if it has none, or one of another name or no sound.
void add_stand_ins(RowRecordings& recordings, const std::filesystem::path& folder, int threads);

} // namespace digits
