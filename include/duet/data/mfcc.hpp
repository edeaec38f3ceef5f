// The speech front end: one second of sound to 39 frames of 13 coefficients.
#pragma once

#include "duet/core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <new>
#include <numbers>
#include <span>
#include <string>

#include <kissfft/kiss_fftr.h>

namespace duet::data {

/// Frames of one second.
inline constexpr std::size_t mfcc_frames = 39;
/// Values of one frame.
inline constexpr std::size_t mfcc_coefficients = 13;
/// Values of one second.
inline constexpr std::size_t mfcc_size = mfcc_frames * mfcc_coefficients;
/// Hz.
inline constexpr int mfcc_sample_rate = 8000;

/// Another ear for the same sound: what augmentation varies in the analysis itself.
struct MfccVariation {
    /// The factor by which frequencies seem higher, as of a shorter vocal tract; 0.5 to 2. Bent so that 4000 Hz stays where it is.
    /// Source: Jaitly and Hinton, "Vocal tract length perturbation (VTLP) improves speech recognition", ICML workshop 2013.
    double mel_warp = 1.0;
    /// Samples between frames, about the middle of the second: more than 200 is faster speech of the same pitch; 100 to 300.
    double hop = 200.0;
};

/// Mel-frequency cepstral coefficients of one second at 8000 Hz: value `frame*13 + k` is, for k < 12, cepstral coefficient c(k+1) of the frame,
/// and, for k = 12, the logarithm of its energy. Frames are 50 ms long, one every 25 ms.
///
/// A frame: pre-emphasis (0.97), symmetric Hamming window, 512-point FFT, power / 512, 26 triangular filters of unit peak equally spaced on the mel
/// scale from 0 to 4000 Hz, logarithm, orthonormal DCT-II. Source: Davis and Mermelstein, "Comparison of parametric representations for monosyllabic
/// word recognition", IEEE Trans. ASSP 28(4), 1980. A frame of digital silence is 12 zeros and ln(1e-10).
///
/// An object owns its tables and scratch memory, so one object serves one thread; calls do not allocate.
class Mfcc {
public:
    /// `pre_emphasis`: the share of the sample before that each is lessened by, 0 (none) to 1. Throws duet::Error for any other, and std::bad_alloc if
    /// there is no memory for the FFT's tables.
    explicit Mfcc(double pre_emphasis = 0.97) : fft_(kiss_fftr_alloc(static_cast<int>(fft_size), 0, nullptr, nullptr)), pre_emphasis_(pre_emphasis) {
        if (!fft_) throw std::bad_alloc();
        if (!(pre_emphasis >= 0.0 && pre_emphasis <= 1.0)) {
            throw Error("MFCC with a pre-emphasis of " + std::to_string(pre_emphasis) + "; expected 0 to 1");
        }
        constexpr double pi = std::numbers::pi;
        for (std::size_t n = 0; n < frame_length; ++n) {
            window_[n] = 0.54 - 0.46 * std::cos(2.0 * pi * static_cast<double>(n) / (frame_length - 1));
        }
        for (std::size_t k = 1; k < mfcc_coefficients; ++k) {
            for (std::size_t m = 0; m < filters; ++m) {
                const double angle = pi * static_cast<double>(k) * (static_cast<double>(m) + 0.5) / filters;
                dct_[k - 1][m] = std::sqrt(2.0 / filters) * std::cos(angle);
            }
        }
        fill_corners();
        fill_filters(1.0);
    }

    /// `samples`: full scale is 1, at 8000 Hz, any number. Fewer than 8000 are centred in silence; of more, the second with the most energy (the
    /// earliest, if several) is used. Throws duet::Error if a sample that is used is NaN or infinite, or if the variation is out of range.
    std::array<float, mfcc_size> operator()(std::span<const float> samples, const MfccVariation& variation = {}) {
        if (!(variation.mel_warp >= 0.5 && variation.mel_warp <= 2.0 && variation.hop >= 100.0 && variation.hop <= most_hop)) {
            throw Error("a variation of the MFCC: mel_warp " + std::to_string(variation.mel_warp) + ", hop " + std::to_string(variation.hop) +
                        "; expected 0.5 to 2 and 100 to 300");
        }
        if (variation.mel_warp != mel_warp_) fill_filters(variation.mel_warp);
        take_second(samples);
        std::array<float, mfcc_size> coefficients{};
        for (std::size_t frame = 0; frame < mfcc_frames; ++frame) {
            const double from_middle = (static_cast<double>(frame) - (mfcc_frames - 1) / 2.0) * variation.hop;
            const auto first = static_cast<std::size_t>(std::lround((length - frame_length) / 2.0 + from_middle) + static_cast<long>(margin));
            transform(first, std::span(coefficients).subspan(frame * mfcc_coefficients).first<mfcc_coefficients>());
        }
        return coefficients;
    }

private:
    static constexpr std::size_t length = 8000; // samples: one second
    static constexpr std::size_t frame_length = 400;
    static constexpr std::size_t hop = 200;
    static constexpr double most_hop = 300.0;
    static constexpr std::size_t margin = 2000; // silence on both sides, where frames further apart than usual may lie
    static constexpr std::size_t fft_size = 512;
    static constexpr std::size_t bins = fft_size / 2 + 1;
    static constexpr std::size_t filters = 26;
    static constexpr double highest = 4000.0; // Hz
    static constexpr double floor = 1e-10;    // of energies, before the logarithm
    static_assert((length - frame_length) / hop + 1 == mfcc_frames);
    static constexpr std::size_t before_middle = (mfcc_frames - 1) / 2; // frames
    static_assert(static_cast<double>(before_middle) * (most_hop - hop) < margin);

    static double square(float value) { return static_cast<double>(value) * static_cast<double>(value); }
    static float log_energy(double energy) { return static_cast<float>(std::log(std::max(floor, energy))); }

    /// Equally spaced in mel from 0 to 4000 Hz; here in Hz.
    void fill_corners() {
        const double top = 2595.0 * std::log10(1.0 + highest / 700.0);
        for (std::size_t i = 0; i < corners_.size(); ++i) {
            corners_[i] = 700.0 * (std::pow(10.0, top * static_cast<double>(i) / (filters + 1) / 2595.0) - 1.0);
        }
    }

    /// Where a frequency in Hz is heard.
    static double warped(double hertz, double factor) {
        const double bend = 0.85 * highest / std::max(factor, 1.0);
        if (hertz <= bend) return hertz * factor;
        return highest - (highest - hertz) * (highest - bend * factor) / (highest - bend);
    }

    /// Triangles over frequency between the corners. Two neighbours overlap on each stretch between corners: a bin belongs to the falling side of the
    /// filter before it and the rising side of the one after, so its place and one weight describe it.
    void fill_filters(double mel_warp) {
        mel_warp_ = mel_warp;
        std::size_t stretch = 0;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const double hertz = warped(static_cast<double>(bin) * mfcc_sample_rate / fft_size, mel_warp);
            while (stretch < filters && hertz >= corners_[stretch + 1]) ++stretch;
            stretch_[bin] = stretch;
            rising_[bin] = std::min(1.0, (hertz - corners_[stretch]) / (corners_[stretch + 1] - corners_[stretch]));
        }
    }

    void take_second(std::span<const float> samples) {
        if (samples.size() > length) samples = samples.subspan(loudest_second(samples), length);
        for (const float sample : samples) {
            if (!std::isfinite(sample)) throw Error("a recording holds a NaN or infinite sample; expected samples from -1 to 1");
        }
        second_.fill(0.0F);
        std::copy(samples.begin(), samples.end(), second_.begin() + static_cast<std::ptrdiff_t>(margin + (length - samples.size()) / 2));
        for (std::size_t i = margin; i < margin + length; ++i)
            emphasised_[i] = static_cast<double>(second_[i]) - pre_emphasis_ * static_cast<double>(second_[i - 1]);
    }

    /// Where the 8000 samples of most energy start.
    static std::size_t loudest_second(std::span<const float> samples) {
        double energy = 0.0;
        for (std::size_t i = 0; i < length; ++i) energy += square(samples[i]);
        double most = energy;
        std::size_t best = 0;
        for (std::size_t start = 1; start + length <= samples.size(); ++start) {
            energy += square(samples[start + length - 1]) - square(samples[start - 1]);
            if (energy > most) {
                most = energy;
                best = start;
            }
        }
        return best;
    }

    void transform(std::size_t first, std::span<float, mfcc_coefficients> coefficients) {
        double energy = 0.0;
        bool silent = true;
        for (std::size_t n = 0; n < frame_length; ++n) {
            energy += square(second_[first + n]);
            silent = silent && emphasised_[first + n] == 0.0;
            windowed_[n] = static_cast<float>(window_[n] * emphasised_[first + n]);
        }
        coefficients[mfcc_coefficients - 1] = log_energy(energy);
        if (silent) return; // a flat spectrum, of which the cepstral coefficients are 0: `coefficients` starts so

        kiss_fftr(fft_.get(), windowed_.data(), spectrum_.data()); // windowed_ stays 0 from frame_length on
        std::array<double, filters + 2> energies{};                // of filters 1..26; both ends catch what belongs to none
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const double power = (square(spectrum_[bin].r) + square(spectrum_[bin].i)) / fft_size;
            energies[stretch_[bin]] += (1.0 - rising_[bin]) * power;
            energies[stretch_[bin] + 1] += rising_[bin] * power;
        }
        std::array<double, filters> logs{};
        for (std::size_t m = 0; m < filters; ++m) logs[m] = std::log(std::max(floor, energies[m + 1]));
        for (std::size_t k = 0; k + 1 < mfcc_coefficients; ++k) {
            double sum = 0.0;
            for (std::size_t m = 0; m < filters; ++m) sum += dct_[k][m] * logs[m];
            coefficients[k] = static_cast<float>(sum);
        }
    }

    struct Free {
        void operator()(kiss_fftr_cfg configuration) const { kiss_fftr_free(configuration); }
    };

    std::unique_ptr<kiss_fftr_state, Free> fft_;
    double pre_emphasis_;
    std::array<double, frame_length> window_{};
    std::array<double, filters + 2> corners_{};
    double mel_warp_ = 0.0;
    std::array<std::size_t, bins> stretch_{}; // which two corners a bin lies between
    std::array<double, bins> rising_{};       // its weight in the filter that rises there; 1 minus it in the one that falls
    std::array<std::array<double, filters>, mfcc_coefficients - 1> dct_{};
    std::array<float, length + 2 * margin> second_{};
    std::array<double, length + 2 * margin> emphasised_{};
    std::array<float, fft_size> windowed_{};
    std::array<kiss_fft_cpx, bins> spectrum_{};
};

} // namespace duet::data
