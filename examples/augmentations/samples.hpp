// What the pictures show augmented: a written and a spoken digit that the project makes itself.
#pragma once

#include "digits/builtin/handwriting.hpp"
#include "digits/builtin/speech.hpp"
#include "digits/plot/gnuplot.hpp"
#include "duet/core/random.hpp"
#include "duet/data/mfcc.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <ostream>
#include <span>
#include <vector>

namespace augmentations {

using Image = std::array<float, digits::image_pixels>;

/// A three: no turn of it is another three, and no mirror image.
inline Image written_digit() {
    Image image{};
    duet::Random random(1);
    digits::draw_digit(3, random, image);
    return image;
}

using Sound = std::vector<float>; // at 8000 Hz, full scale is 1

/// A word, and what other people say.
struct Voices {
    Sound word;
    std::vector<Sound> others;
};

/// Half a second of "a" that becomes "i": pulses of a voice of `pitch` Hz through three resonances.
inline Sound vowel_glide(double pitch) {
    constexpr double rate = duet::data::mfcc_sample_rate;
    constexpr std::array<double, 3> from{730, 1090, 2440}; // Hz, as Peterson and Barney measured them in 1952
    constexpr std::array<double, 3> to{270, 2290, 3010};
    constexpr double pole = 0.97;
    Sound sound(4000);
    std::array<std::array<double, 2>, 3> last{};
    double phase = 1;
    for (std::size_t n = 0; n < sound.size(); ++n) {
        const double along = static_cast<double>(n) / static_cast<double>(sound.size());
        double value = phase >= 1 ? 1 : 0;
        phase += pitch / rate - value;
        for (std::size_t i = 0; i < last.size(); ++i) {
            const double angle = 2 * std::numbers::pi * std::lerp(from[i], to[i], along) / rate;
            const double out = 0.1 * value + 2 * pole * std::cos(angle) * last[i][0] - pole * pole * last[i][1];
            last[i] = {out, last[i][0]};
            value = out;
        }
        sound[n] = static_cast<float>(0.3 * value * std::sin(std::numbers::pi * along));
    }
    return sound;
}

/// "Seven" and three other voices' digits, spoken by espeak-ng; vowels that glide where it is not installed.
inline const Voices& voices() {
    static const Voices made = [] {
        Voices result;
        if (digits::find_program("espeak-ng").empty()) {
            result.word = vowel_glide(120);
            for (const double pitch : {95.0, 150.0, 210.0}) result.others.push_back(vowel_glide(pitch));
            return result;
        }
        std::ostream silent(nullptr);
        const std::vector<digits::Voice> speakers{{"m3", "en-us", 40, 150, false}, {"f2", "en-gb", 50, 160, false}, {"m7", "en-us", 45, 170, false}};
        const auto speech = digits::speak_digits(speakers, std::filesystem::temp_directory_path(), 1, silent);
        const auto sound = [&](std::size_t voice, int digit) {
            Sound samples;
            for (const std::int16_t v : speech.of(voice, digit)) samples.push_back(static_cast<float>(v) / 32768);
            return samples;
        };
        result.word = sound(0, 7);
        for (int digit = 0; digit < 10; ++digit) {
            for (const std::size_t voice : {1U, 2U}) result.others.push_back(sound(voice, digit));
        }
        return result;
    }();
    return made;
}

} // namespace augmentations
