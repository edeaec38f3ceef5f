// Who speaks the digits: the speakers of espeak-ng and the ways they speak.
#pragma once

#include "duet/core/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace digits {

inline constexpr std::array<const char*, 10> digit_words{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};

/// One way in which one speaker speaks.
struct Voice {
    std::string speaker; // espeak-ng's voice variant: vocal tract and manner
    std::string accent;  // espeak-ng's language
    int pitch;           // 0..99
    int speed;           // words per minute
    bool for_test;       // no speaker is in both the training and the test rows

    /// "f2-en-gb-scotland-41-170": no two voices share it, and it holds no underscore.
    [[nodiscard]] std::string name() const { return speaker + "-" + accent + "-" + std::to_string(pitch) + "-" + std::to_string(speed); }
};

// Chosen so that no two speakers sound alike: espeak-ng has variants that are copies of others, whispers and robots.
inline constexpr std::array training_speakers{
    "m1",     "m2",      "m3",   "m4",    "m5",    "m7",     "f1",     "f2",      "f3",    "f5",    "klatt",  "klatt2", "klatt3", "klatt4", "Alex",
    "Alicia", "Andrea",  "Andy", "Denis", "Diogo", "Gene",   "Hugo",   "Jacky",   "Mario", "Mike",  "Nguyen", "adam",   "anika",  "aunty",  "boris",
    "edward", "grandma", "john", "linda", "max",   "michel", "miguel", "norbert", "paul",  "pedro", "quincy", "robert", "steph",  "victor", "zac"};
inline constexpr std::array test_speakers{"m6", "m8", "f4", "Annie", "Henrique", "Michael", "antonio", "benjamin", "grandpa", "sandro", "travis"};
inline constexpr std::array accents{"en-us",          "en-gb",  "en-us-nyc",      "en-gb-x-rp",    "en-us",
                                    "en-gb-scotland", "en-029", "en-gb-x-gbcwmd", "en-gb-x-gbclan"};

/// The voices of the built-in data: every speaker in two accents, pitches and speeds.
inline std::vector<Voice> all_voices() {
    constexpr std::size_t takes = 2;

    std::vector<Voice> voices;
    const auto add = [&](const char* speaker, bool for_test) {
        for (std::size_t take = 0; take < takes; ++take) {
            // Steps without common divisors walk through all combinations.
            const std::size_t n = voices.size();
            const auto pitch = static_cast<int>(25 + n * 17 % 51);
            const auto speed = static_cast<int>(140 + n * 29 % 111);
            voices.push_back({speaker, accents[n * 2 % accents.size()], pitch, speed, for_test});
        }
    };
    for (const char* speaker : training_speakers) add(speaker, false);
    for (const char* speaker : test_speakers) add(speaker, true);
    return voices;
}

/// The most that `random_voices` is asked for.
inline constexpr std::size_t most_voices = 1000;

/// `count` voices, no two the same: all speakers in turn, in an order and with accents, pitches and speeds that the seed decides. The first of a
/// larger count are those of a smaller one.
inline std::vector<Voice> random_voices(std::size_t count, std::uint64_t seed) {
    constexpr std::uint64_t stream = 0x766f69636573; // "voices": apart from every other use of the seed
    std::vector<const char*> speakers(training_speakers.begin(), training_speakers.end());
    speakers.insert(speakers.end(), test_speakers.begin(), test_speakers.end());
    duet::Random random(seed, stream);
    random.shuffle(std::span(speakers));
    std::vector<Voice> voices;
    std::set<std::string> names;
    while (voices.size() < count) {
        const char* const accent = accents[random.below(accents.size())];
        const auto pitch = static_cast<int>(25 + random.below(51));
        const auto speed = static_cast<int>(140 + random.below(111));
        Voice voice{speakers[voices.size() % speakers.size()], accent, pitch, speed, false};
        if (names.insert(voice.name()).second) voices.push_back(std::move(voice));
    }
    return voices;
}

} // namespace digits
