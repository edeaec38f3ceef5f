// The data set that needs no download: handwriting-like digits, and the same digits spoken by espeak-ng.
#pragma once

#include "handwriting.hpp"
#include "recording.hpp"
#include "speech.hpp"

#include "digits/row_recordings.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"
#include "duet/data/matrix.hpp"
#include "duet/data/mfcc.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace digits {

struct BuiltinOptions {
    std::size_t train_rows = 6000;
    std::size_t test_rows = 1000;
    std::uint64_t seed = 1;
    std::filesystem::path cache_dir;       // where the spoken digits are kept; created if absent
    int threads = duet::default_threads(); // does not change the data
};

/// Rows of one part. Image and voice of a row are of the same digit, otherwise paired at random.
struct BuiltinRows {
    duet::data::Matrix images;       // N x 784, row-major 28x28, 0 background .. 255 ink
    duet::data::Matrix audio;        // N x 507, 39 frames x 13 coefficients, not standardised
    std::vector<int> labels;         // N, 0..9, as many of each as can be
    std::vector<std::string> groups; // N, the speaker: a validation split that keeps a group on one side tests on voices never heard
    RowRecordings recordings;        // the words as they were spoken, before microphone and noise
};

struct BuiltinData {
    BuiltinRows train;
    BuiltinRows test; // by speakers that no training row has
};

namespace detail {

inline BuiltinRows make_rows(const Speech& speech, std::size_t count, bool for_test, const BuiltinOptions& options) {
    std::vector<std::size_t> voices;
    for (std::size_t i = 0; i < speech.voices.size(); ++i)
        if (speech.voices[i].for_test == for_test) voices.push_back(i);

    BuiltinRows rows;
    rows.images = {count, image_pixels, std::vector<float>(count * image_pixels)};
    rows.audio = {count, duet::data::mfcc_size, std::vector<float>(count * duet::data::mfcc_size)};
    rows.labels.resize(count);
    rows.groups.resize(count);
    rows.recordings.of_row.resize(count);
    for (const Utterance& utterance : speech.utterances) {
        std::vector<float>& word = rows.recordings.words.emplace_back(utterance.size());
        std::ranges::transform(utterance, word.begin(), [](std::int16_t sample) { return static_cast<float>(sample) / 32768; });
    }
    for (std::size_t i = 0; i < count; ++i) rows.labels[i] = static_cast<int>(i % 10);
    const duet::RandomStream part{options.seed, for_test ? std::uint64_t{2} : std::uint64_t{1}};
    duet::Random(part).shuffle(std::span(rows.labels));

    duet::for_slots(count, options.threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        duet::data::Mfcc mfcc;
        for (std::size_t i = begin; i < end; ++i) {
            const int digit = rows.labels[i];
            duet::Random writing(part.child(2 * i));
            draw_digit(digit, writing, rows.images.row(i));

            duet::Random speaking(part.child(2 * i + 1));
            const std::size_t voice = voices[speaking.below(voices.size())];
            const auto features = mfcc(record(speech.of(voice, digit), speaking));
            std::copy(features.begin(), features.end(), rows.audio.row(i).begin());
            rows.groups[i] = speech.voices[voice].speaker;
            rows.recordings.of_row[i] = voice * 10 + static_cast<std::size_t>(digit);
        }
    });
    return rows;
}

} // namespace detail

/// Makes the built-in data set: a function of the seed and the numbers of rows alone (given the same espeak-ng), for any number of threads.
/// The first call in a `cache_dir` has espeak-ng speak, which takes up to a minute and is reported on `log`.
/// Throws duet::Error for 0 or more than a million rows, without espeak-ng (unless cached), or if `cache_dir` cannot be written.
inline BuiltinData make_builtin_data(const BuiltinOptions& options, std::ostream& log = std::cerr) {
    for (const std::size_t rows : {options.train_rows, options.test_rows})
        if (rows == 0 || rows > 1'000'000) throw duet::Error("built-in data: " + std::to_string(rows) + " rows asked for, expected 1 to 1000000");
    const Speech speech = spoken_digits(options.cache_dir, options.threads, log);
    return {detail::make_rows(speech, options.train_rows, false, options), detail::make_rows(speech, options.test_rows, true, options)};
}

} // namespace digits
