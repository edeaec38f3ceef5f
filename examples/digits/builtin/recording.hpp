// A recording: one second in which an utterance is heard, as if through some microphone in some room.
#pragma once

#include "duet/core/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace digits {

inline constexpr std::size_t recording_samples = 8000; // one second at 8000 Hz

using Second = std::array<float, recording_samples>; // full scale is 1

namespace detail {

inline double decibels(double value) { return std::pow(10.0, value / 20); }

/// The utterance read `speed` times as fast, so also higher: cubic interpolation (Catmull and Rom 1974).
inline std::vector<double> played_at(std::span<const std::int16_t> utterance, double speed) {
    const auto sample = [&](std::size_t i) { return static_cast<double>(utterance[std::min(i, utterance.size() - 1)]); };
    std::vector<double> played(static_cast<std::size_t>(static_cast<double>(utterance.size()) / speed));
    for (std::size_t i = 0; i < played.size(); ++i) {
        const double place = static_cast<double>(i) * speed;
        const auto at = static_cast<std::size_t>(place);
        const double t = place - static_cast<double>(at);
        const double a = sample(at == 0 ? 0 : at - 1);
        const double b = sample(at);
        const double c = sample(at + 1);
        const double d = sample(at + 2);
        played[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
    return played;
}

/// A microphone that favours low or high tones: one zero at `tilt`, then a resonance (two-pole filter) mixed in.
inline void colour(std::vector<double>& sound, double tilt, double resonance_hertz, double amount) {
    const double pole = 0.85;
    const double cosine = 2 * pole * std::cos(2 * std::numbers::pi * resonance_hertz / 8000);
    double last = 0;
    double y1 = 0;
    double y2 = 0;
    for (double& sample : sound) {
        const double x = sample + tilt * last;
        last = sample;
        const double y = (1 - pole) * x + cosine * y1 - pole * pole * y2;
        y2 = y1;
        y1 = y;
        sample = x + amount * y;
    }
}

inline double root_mean_square(std::span<const double> sound) {
    double sum = 1e-12;
    for (const double sample : sound) sum += sample * sample;
    return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(sound.size(), 1)));
}

} // namespace detail

/// Plays `utterance` (8000 Hz, not empty) at a random speed within 18 %, through a random microphone, at a random level and place in the
/// second, in white to brown noise 6 to 45 dB below it. In three cases of four the recording is cut close to the utterance, with digital
/// silence around it.
/// A function of the utterance and of what `random` yields.
inline Second record(std::span<const std::int16_t> utterance, duet::Random& random) {
    std::vector<double> sound = detail::played_at(utterance, std::exp(random.uniform(-0.17, 0.17)));
    sound.resize(std::min(sound.size(), recording_samples));
    const double tilt = random.uniform(-0.4, 0.9);
    const double resonance = random.uniform(300, 3500);
    detail::colour(sound, tilt, resonance, random.uniform(-0.4, 1.6));

    const std::size_t room = recording_samples - sound.size();
    const double centred = static_cast<double>(room) / 2 + random.uniform(-800, 800);
    const auto start = static_cast<std::size_t>(std::clamp(centred, 0.0, static_cast<double>(room)));
    const bool cut = random.uniform() < 0.75;
    const std::size_t before = std::min(start, cut ? random.below(400) : recording_samples);
    const std::size_t after = std::min(room - start, cut ? random.below(400) : recording_samples);

    const double level = detail::decibels(random.uniform(-36, -14));
    const double speech_gain = level / detail::root_mean_square(sound);
    std::vector<double> noise(before + sound.size() + after);
    const double memory = random.uniform() < 0.3 ? 0 : random.uniform(0, 0.97); // 0: white, towards 1: brown
    double value = 0;
    for (double& sample : noise) sample = value = memory * value + random.normal();
    const double noise_gain = level * detail::decibels(-random.uniform(6, 45)) / detail::root_mean_square(noise);

    Second recording{};
    for (std::size_t i = 0; i < noise.size(); ++i) recording[start - before + i] = static_cast<float>(noise_gain * noise[i]);
    for (std::size_t i = 0; i < sound.size(); ++i) recording[start + i] += static_cast<float>(speech_gain * sound[i]);
    for (float& sample : recording) sample = std::clamp(sample, -1.0F, 1.0F);
    return recording;
}

} // namespace digits
