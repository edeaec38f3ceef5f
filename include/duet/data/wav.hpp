// Recordings from sound files, and at another sample rate.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/data/input_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <samplerate.h>
#include <sndfile.h>

namespace duet::data {

/// One channel of sound; full scale is -1 to 1.
struct Recording {
    int sample_rate = 0;        ///< Hz
    std::vector<float> samples; ///< of one channel, -1 to 1
};

/// The most that `read_wav` takes into memory, in seconds.
inline constexpr int longest_recording = 600;

namespace detail {

using SoundFile = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

inline Recording read_sound(const SoundFile& file, const SF_INFO& info, const std::string& name, int longest) {
    if (!file) throw Error(name + ": is not a sound file that can be read (" + sf_strerror(nullptr) + "); expected WAV");
    if (info.channels < 1 || info.channels > 64 || info.samplerate < 100 || info.samplerate > 768'000) {
        throw Error(name + ": has " + std::to_string(info.channels) + " channels at " + std::to_string(info.samplerate) +
                    " Hz; expected 1 to 64 channels at 100 to 768000 Hz");
    }
    // The header's claim of length is not relied on: samples are taken as they come, block by block, up to the limit.
    const auto channels = static_cast<std::size_t>(info.channels);
    const std::size_t most = static_cast<std::size_t>(info.samplerate) * static_cast<std::size_t>(longest);
    Recording recording{info.samplerate, {}};
    constexpr std::size_t frames_at_once = 4096;
    std::vector<float> block(frames_at_once * channels);
    for (sf_count_t frames = 0; (frames = sf_readf_float(file.get(), block.data(), frames_at_once)) > 0;) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
            float sum = 0.0F;
            for (std::size_t c = 0; c < channels; ++c) sum += block[i * channels + c];
            if (!std::isfinite(sum)) throw Error(name + ": sample " + std::to_string(recording.samples.size()) + " is NaN or infinite");
            recording.samples.push_back(sum / static_cast<float>(channels));
        }
        if (recording.samples.size() > most) {
            const std::string limit = longest % 60 == 0 ? std::to_string(longest / 60) + " minutes" : std::to_string(longest) + " seconds";
            throw Error(name + ": is longer than " + limit + "; cut it to the spoken digit");
        }
    }
    if (recording.samples.empty()) throw Error(name + ": holds no samples");
    return recording;
}

/// Bytes as libsndfile reads them.
struct SoundBytes {
    std::span<const std::byte> all;
    sf_count_t at = 0;

    [[nodiscard]] sf_count_t size() const { return static_cast<sf_count_t>(all.size()); }
    static SoundBytes& of(void* self) { return *static_cast<SoundBytes*>(self); }
    static sf_count_t length(void* self) { return of(self).size(); }
    static sf_count_t tell(void* self) { return of(self).at; }
    static sf_count_t seek(sf_count_t offset, int whence, void* self) {
        SoundBytes& bytes = of(self);
        const sf_count_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? bytes.at : bytes.size();
        if (offset < -from || offset > bytes.size() - from) return -1;
        return bytes.at = from + offset;
    }
    static sf_count_t read(void* to, sf_count_t count, void* self) {
        SoundBytes& bytes = of(self);
        const sf_count_t there = std::clamp<sf_count_t>(count, 0, bytes.size() - bytes.at);
        std::copy_n(bytes.all.begin() + bytes.at, there, static_cast<std::byte*>(to));
        bytes.at += there;
        return there;
    }
};

} // namespace detail

/// Reads WAV, FLAC, Ogg or whatever else libsndfile knows; several channels are averaged into one. Throws duet::Error for a file that is missing,
/// no sound file, longer than ten minutes, or that holds no samples, a NaN or an infinity.
/// Equivalent: `soundfile.read(path, dtype="float32")`, averaged over channels.
inline Recording read_wav(const std::filesystem::path& path) {
    const std::string name = InputFile(path).name(); // says why it cannot be opened, and refuses pipes and folders
    SF_INFO info = {};
    const detail::SoundFile file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
    return detail::read_sound(file, info, name, longest_recording);
}

/// The same of a file's bytes, of at most `longest` seconds. Errors call it `name`.
/// Equivalent: `soundfile.read(io.BytesIO(bytes), dtype="float32")`, averaged over channels.
inline Recording read_wav(std::span<const std::byte> bytes, const std::string& name, int longest = longest_recording) {
    using detail::SoundBytes;
    SF_VIRTUAL_IO calls{SoundBytes::length, SoundBytes::seek, SoundBytes::read, nullptr, SoundBytes::tell};
    SoundBytes source{bytes};
    SF_INFO info = {};
    const detail::SoundFile file(sf_open_virtual(&calls, SFM_READ, &info, &source), sf_close);
    return detail::read_sound(file, info, name, longest);
}

/// Writes a WAV of 16-bit PCM, one channel, atomically; samples beyond full scale are clipped. Throws duet::Error if the rate is not 100 to 768000 Hz,
/// the recording is longer than ten minutes or holds a NaN or an infinity, or if `path` cannot be written.
/// Equivalent: `soundfile.write(path, samples, rate, subtype="PCM_16")`.
inline void write_wav(const std::filesystem::path& path, const Recording& recording) {
    const int rate = recording.sample_rate;
    if (rate < 100 || rate > 768'000 || recording.samples.size() > static_cast<std::size_t>(rate) * longest_recording) {
        throw Error(path.string() + ": " + std::to_string(recording.samples.size()) + " samples at " + std::to_string(rate) +
                    " Hz cannot be written; expected at most " + std::to_string(longest_recording / 60) + " minutes at 100 to 768000 Hz");
    }
    std::string bytes;
    const auto put = [&](auto value) { // least significant byte first
        for (std::size_t i = 0; i < sizeof(value); ++i) bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF);
    };
    const auto data = static_cast<std::uint32_t>(2 * recording.samples.size());
    bytes += "RIFF";
    put(std::uint32_t{36} + data);
    bytes += "WAVEfmt ";
    put(std::uint32_t{16}); // bytes of what follows up to "data"
    put(std::uint16_t{1});  // PCM
    put(std::uint16_t{1});  // channels
    put(static_cast<std::uint32_t>(rate));
    put(static_cast<std::uint32_t>(2 * rate)); // bytes a second
    put(std::uint16_t{2});                     // bytes a frame
    put(std::uint16_t{16});                    // bits a sample
    bytes += "data";
    put(data);
    for (const float& sample : recording.samples) {
        if (!std::isfinite(sample)) {
            const auto index = static_cast<std::size_t>(&sample - recording.samples.data());
            throw Error(path.string() + ": sample " + std::to_string(index) + " is NaN or infinite and cannot be written");
        }
        put(static_cast<std::int16_t>(std::lround(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F))));
    }
    write_file_atomically(path, bytes);
}

/// The recording at `rate` Hz, by band-limited (windowed sinc) interpolation, so that nothing above half the lower rate folds back. Throws duet::Error
/// if either rate is not positive, the rates differ more than 256-fold or the result would exceed ten minutes.
/// Source: J. O. Smith, "Digital Audio Resampling"; libsamplerate's medium quality. Equivalent: `librosa.resample`.
inline Recording resample(const Recording& recording, int rate) {
    if (rate == recording.sample_rate) return recording;
    const double ratio = static_cast<double>(rate) / recording.sample_rate;
    if (rate <= 0 || recording.sample_rate <= 0 || src_is_valid_ratio(ratio) == 0) {
        throw Error("a recording at " + std::to_string(recording.sample_rate) + " Hz cannot be resampled to " + std::to_string(rate) +
                    " Hz; expected positive rates that differ at most 256-fold");
    }
    const double length = std::ceil(static_cast<double>(recording.samples.size()) * ratio);
    if (length > static_cast<double>(rate) * longest_recording) {
        throw Error("a recording of " + std::to_string(recording.samples.size()) + " samples at " + std::to_string(recording.sample_rate) +
                    " Hz is too long to resample; expected at most " + std::to_string(longest_recording / 60) + " minutes");
    }
    Recording result{rate, std::vector<float>(static_cast<std::size_t>(length))};
    SRC_DATA work = {};
    work.data_in = recording.samples.data();
    work.input_frames = static_cast<long>(recording.samples.size());
    work.data_out = result.samples.data();
    work.output_frames = static_cast<long>(result.samples.size());
    work.src_ratio = ratio;
    const int failure = src_simple(&work, SRC_SINC_MEDIUM_QUALITY, 1);
    if (failure != 0) throw Error(std::string("a recording cannot be resampled: ") + src_strerror(failure));
    result.samples.resize(static_cast<std::size_t>(work.output_frames_gen));
    return result;
}

} // namespace duet::data
