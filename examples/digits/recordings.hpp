// Sound files by the name, and their features.
#pragma once

#include "duet/data/matrix.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace digits {

/// What the name of a recording says, in the manner of the Free Spoken Digit Dataset: {digit}_{speaker}_{index}.wav.
struct RecordingName {
    int digit = 0;
    std::string speaker; // without an underscore
    std::string index;   // digits
};

/// Throws duet::Error, naming the file, for a name of another form.
RecordingName recording_name(const std::filesystem::path& file);

/// The files among `paths`, and those whose names end in .wav of the folders among them, sorted by name, in the order of `paths`.
/// Throws duet::Error for a path that is not there and for a folder without such files.
std::vector<std::filesystem::path> find_recordings(const std::vector<std::string>& paths);

/// (files, 507): the coefficients of each recording, not normalised; with `trim`, of what is left without the silence at both ends.
/// Any rate and number of channels. Throws duet::Error that names the first file that cannot be read.
duet::data::Matrix features_of(const std::vector<std::filesystem::path>& files, bool trim, int threads);

} // namespace digits
