// Who speaks the digits: the speakers of espeak-ng and the ways they speak.
#pragma once

#include <array>
#include <cstddef>
#include <string>
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
};

/// All voices: every speaker in two accents, pitches and speeds. Chosen so that no two speakers sound alike: espeak-ng has variants that
/// are copies of others, whispers and robots.
inline std::vector<Voice> all_voices() {
    static constexpr std::array speakers{"m1",     "m2",      "m3",     "m4",     "m5",      "m7",     "f1",     "f2",     "f3",
                                         "f5",     "klatt",   "klatt2", "klatt3", "klatt4",  "Alex",   "Alicia", "Andrea", "Andy",
                                         "Denis",  "Diogo",   "Gene",   "Hugo",   "Jacky",   "Mario",  "Mike",   "Nguyen", "adam",
                                         "anika",  "aunty",   "boris",  "edward", "grandma", "john",   "linda",  "max",    "michel",
                                         "miguel", "norbert", "paul",   "pedro",  "quincy",  "robert", "steph",  "victor", "zac"};
    static constexpr std::array test_speakers{"m6", "m8", "f4", "Annie", "Henrique", "Michael", "antonio", "benjamin", "grandpa", "sandro", "travis"};
    static constexpr std::array accents{"en-us",          "en-gb",  "en-us-nyc",      "en-gb-x-rp",    "en-us",
                                        "en-gb-scotland", "en-029", "en-gb-x-gbcwmd", "en-gb-x-gbclan"};
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
    for (const char* speaker : speakers) add(speaker, false);
    for (const char* speaker : test_speakers) add(speaker, true);
    return voices;
}

} // namespace digits
