// Which image goes with which recording.
#pragma once

#include "digits/recordings.hpp"

#include "duet/core/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace digits {

/// The positions of the recordings of each digit.
using RecordingsByDigit = std::array<std::vector<std::size_t>, 10>;

/// Each recording on one side at most.
struct RecordingSplit {
    RecordingsByDigit train;
    RecordingsByDigit test;
};

/// Everything to train on.
RecordingSplit all_to_train(const std::vector<RecordingName>& recordings);

/// A tenth of each digit's recordings, chosen by the seed, to test on: at least one. Throws duet::Error if a digit has only one.
RecordingSplit hold_out_recordings(const std::vector<RecordingName>& recordings, std::uint64_t seed);

/// All recordings of the given speakers to test on. Throws duet::Error, naming those there are, for a speaker who has none.
RecordingSplit hold_out_speakers(const std::vector<RecordingName>& recordings, const std::vector<std::string>& speakers);

/// One row of a paired data set: positions of its image and its recording.
struct Pair {
    std::size_t image;
    std::size_t recording;
};

/// For each image, one after another, a random recording of its digit. `labels`: of all images. Throws duet::Error, calling the recordings `purpose`
/// ("train on"), if a digit that is needed has none.
std::vector<Pair> pair_images(std::span<const std::size_t> images, std::span<const int> labels, const RecordingsByDigit& recordings,
                              duet::RandomStream random, const std::string& purpose);

} // namespace digits
