// Another microphone and another room.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/speech.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace duet::data {

/// A tilt of the spectrum about 1000 Hz and a peak or a dip somewhere, each of up to `most` dB either way.
/// Source of the filters: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".
struct Equaliser {
    double most = 12; ///< dB

    void operator()(Speech& speech, Random& random) const {
        shelf(random.uniform(-most, most)).run(speech.samples);
        const double hertz = std::exp(random.uniform(std::log(200.0), std::log(3500.0)));
        const double width = random.uniform(0.5, 2);
        peak(hertz, width, random.uniform(-most, most)).run(speech.samples);
    }

private:
    struct Biquad {
        double b0, b1, b2, a1, a2;

        void run(std::vector<float>& samples) const {
            double x1 = 0;
            double x2 = 0;
            double y1 = 0;
            double y2 = 0;
            for (float& v : samples) {
                const auto x = static_cast<double>(v);
                const double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
                x2 = x1;
                x1 = x;
                y2 = y1;
                y1 = y;
                v = static_cast<float>(y);
            }
        }
    };

    static double angle(double hertz) { return 2 * std::numbers::pi * hertz / mfcc_sample_rate; }

    static Biquad peak(double hertz, double octaves, double gain) {
        const double a = std::sqrt(decibels(gain));
        const double w = angle(hertz);
        const double alpha = std::sin(w) * std::sinh(std::numbers::ln2 / 2 * octaves * w / std::sin(w));
        const double scale = 1 / (1 + alpha / a);
        return {(1 + alpha * a) * scale, -2 * std::cos(w) * scale, (1 - alpha * a) * scale, -2 * std::cos(w) * scale, (1 - alpha / a) * scale};
    }

    /// Low tones louder by half the gain, high ones softer by the other half.
    static Biquad shelf(double gain) {
        const double a = std::sqrt(decibels(gain));
        const double w = angle(1000);
        const double cosine = std::cos(w);
        const double root = 2 * std::sqrt(a) * std::sin(w) / 2 * std::numbers::sqrt2;
        const double scale = 1 / ((a + 1) + (a - 1) * cosine + root);
        const double level = scale / decibels(gain / 2);
        return {a * ((a + 1) - (a - 1) * cosine + root) * level, 2 * a * ((a - 1) - (a + 1) * cosine) * level,
                a * ((a + 1) - (a - 1) * cosine - root) * level, -2 * ((a - 1) + (a + 1) * cosine) * scale,
                ((a + 1) + (a - 1) * cosine - root) * scale};
    }
};

/// Reflections at random times up to `longest` seconds, each softer than the ones before: a small room's.
struct Reverberation {
    double shortest = 0.05; ///< seconds until the reflections have fallen by 60 dB, at least
    double longest = 0.4;   ///< and at most
    double direct = 2;      ///< how much stronger than all reflections together the direct sound is, at least; 6 times as strong at most

    void operator()(Speech& speech, Random& random) const {
        constexpr std::size_t reflections = 24;
        const double decay = random.uniform(shortest, longest);
        const double share = 1 / random.uniform(direct, 3 * direct);
        double energy = 0;
        double gains[reflections];
        std::size_t delays[reflections];
        for (std::size_t i = 0; i < reflections; ++i) {
            const double seconds = random.uniform(0.002, decay);
            delays[i] = static_cast<std::size_t>(seconds * mfcc_sample_rate);
            gains[i] = decibels(-60 * seconds / decay) * (random.uniform() < 0.5 ? -1 : 1);
            energy += gains[i] * gains[i];
        }
        speech.spare = speech.samples;
        for (std::size_t i = 0; i < reflections; ++i) {
            const auto gain = static_cast<float>(gains[i] * std::sqrt(share / energy));
            for (std::size_t n = delays[i]; n < speech.samples.size(); ++n) speech.samples[n] += gain * speech.spare[n - delays[i]];
        }
    }
};

} // namespace duet::data
