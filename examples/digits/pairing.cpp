#include "digits/pairing.hpp"

#include "duet/core/error.hpp"

#include <algorithm>
#include <set>

namespace digits {

namespace {

constexpr std::size_t held_out_share = 10; // one in so many

} // namespace

RecordingSplit all_to_train(const std::vector<RecordingName>& recordings) {
    RecordingSplit split;
    for (std::size_t i = 0; i < recordings.size(); ++i) split.train[static_cast<std::size_t>(recordings[i].digit)].push_back(i);
    return split;
}

RecordingSplit hold_out_recordings(const std::vector<RecordingName>& recordings, std::uint64_t seed) {
    constexpr std::uint64_t stream = 0x7265636f7264; // "record": apart from every other use of the seed
    RecordingSplit split = all_to_train(recordings);
    for (std::size_t digit = 0; digit < split.train.size(); ++digit) {
        std::vector<std::size_t>& train = split.train[digit];
        if (train.empty()) continue;
        if (train.size() == 1) {
            throw duet::Error("there is only one recording of " + std::to_string(digit) +
                              "; expected at least 2, one to train and one to test on, or --test-pairs 0");
        }
        duet::Random(duet::RandomStream{seed, stream}.child(digit)).shuffle(std::span(train));
        const std::size_t count = std::max<std::size_t>(1, train.size() / held_out_share);
        split.test[digit].assign(train.end() - static_cast<std::ptrdiff_t>(count), train.end());
        train.resize(train.size() - count);
    }
    return split;
}

RecordingSplit hold_out_speakers(const std::vector<RecordingName>& recordings, const std::vector<std::string>& speakers) {
    std::set<std::string> known;
    for (const RecordingName& recording : recordings) known.insert(recording.speaker);
    for (const std::string& speaker : speakers) {
        if (known.contains(speaker)) continue;
        std::string names;
        for (const std::string& name : known) {
            if (names.size() < 200) names += (names.empty() ? "" : ", ") + name;
        }
        throw duet::Error("there is no recording of the speaker '" + speaker + "'; there are those of " + names);
    }
    RecordingSplit split;
    for (std::size_t i = 0; i < recordings.size(); ++i) {
        const bool held_out = std::find(speakers.begin(), speakers.end(), recordings[i].speaker) != speakers.end();
        (held_out ? split.test : split.train)[static_cast<std::size_t>(recordings[i].digit)].push_back(i);
    }
    return split;
}

std::vector<Pair> pair_images(std::span<const std::size_t> images, std::span<const int> labels, const RecordingsByDigit& recordings,
                              duet::RandomStream random, const std::string& purpose) {
    std::vector<Pair> pairs;
    pairs.reserve(images.size());
    for (const std::size_t image : images) {
        const auto digit = static_cast<std::size_t>(labels[image]);
        const std::vector<std::size_t>& candidates = recordings[digit];
        if (candidates.empty()) {
            throw duet::Error("there is no recording of " + std::to_string(digit) + " to " + purpose + "; expected at least one, named " +
                              std::to_string(digit) + "_{speaker}_{index}.wav");
        }
        pairs.push_back({image, candidates[duet::Random(random.child(pairs.size())).below(candidates.size())]});
    }
    return pairs;
}

} // namespace digits
