// The digits as spoken by espeak-ng: spoken once, then read from a cache.
#pragma once

#include "process.hpp"
#include "speech_cache.hpp"
#include "voices.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/data/front_end.hpp"
#include "duet/data/wav.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <mutex>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace digits {

/// One utterance per voice and digit: number `voice * 10 + digit`.
struct Speech {
    std::vector<Voice> voices;
    std::vector<Utterance> utterances;

    [[nodiscard]] std::span<const std::int16_t> of(std::size_t voice, int digit) const {
        return utterances[voice * 10 + static_cast<std::size_t>(digit)];
    }
};

namespace detail {

inline std::vector<std::string> espeak_arguments(const Voice& voice, std::size_t digit, const std::string& wav) {
    return {"espeak-ng",
            "-v",
            voice.accent + "+" + voice.speaker,
            "-p",
            std::to_string(voice.pitch),
            "-s",
            std::to_string(voice.speed),
            "-z",
            "-w",
            wav,
            digit_words[digit]};
}

/// Without the silence around it, not longer than fits, rounded.
inline Utterance utterance_of(std::span<const float> samples) {
    const std::span<const float> word = duet::data::trimmed(samples);
    Utterance utterance;
    for (const float sample : word.first(std::min(word.size(), longest_utterance)))
        utterance.push_back(static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767)));
    return utterance;
}

/// A file's name that is gone with its scope, and the file with it.
struct Scratch {
    std::filesystem::path path;
    explicit Scratch(std::filesystem::path p) : path(std::move(p)) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

inline Utterance speak(const Voice& voice, std::size_t digit, const std::filesystem::path& wav_file) {
    const Scratch wav(wav_file);
    const std::string hint = "it speaks the digits: sudo apt-get install espeak-ng";
    const int code = run_program(espeak_arguments(voice, digit, wav.path.string()), std::chrono::seconds(20), hint);
    if (code != 0)
        throw duet::Error("espeak-ng: exit code " + std::to_string(code) + " speaking as " + voice.accent + "+" + voice.speaker +
                          "; expected a working installation: sudo apt-get install --reinstall espeak-ng espeak-ng-data");
    const Utterance utterance = utterance_of(duet::data::resample(duet::data::read_wav(wav.path), speech_rate).samples);
    if (utterance.empty()) throw duet::Error("espeak-ng: spoke silence as " + voice.accent + "+" + voice.speaker + "; expected sound");
    return utterance;
}

/// Everything that decides what is spoken: a cache made of other voices is of no use.
inline std::uint64_t version_of(const std::vector<Voice>& voices) {
    std::uint64_t key = fingerprint("digits speech 1");
    for (const Voice& voice : voices)
        for (const std::string& argument : espeak_arguments(voice, 0, "")) key = fingerprint(argument + "\n", key);
    return key;
}

} // namespace detail

/// Every digit spoken in every voice by espeak-ng, `threads` words at a time, with a progress line on `log`; its files stand in `folder` meanwhile.
/// Throws duet::Error if espeak-ng is not installed or fails, or if nothing can be written in `folder`.
inline Speech speak_digits(const std::vector<Voice>& voices, const std::filesystem::path& folder, int threads, std::ostream& log) {
    std::vector<Utterance> utterances(voices.size() * 10);
    const auto say = [&](std::size_t i) {
        const std::string name = "speaking-" + std::to_string(::getpid()) + "-" + std::to_string(i) + ".wav";
        utterances[i] = detail::speak(voices[i / 10], i % 10, folder / name);
    };
    say(0); // alone first: what is missing shows before a line is printed
    std::size_t done = 1;
    std::exception_ptr failure;
    std::mutex mutex; // of done, failure and log
    const bool live = ::isatty(STDERR_FILENO) == 1;
    const auto task = [&](std::size_t i) {
        if (i == 0) return;
        try {
            {
                const std::scoped_lock lock(mutex);
                if (failure) return;
            }
            say(i);
            const std::scoped_lock lock(mutex);
            if (++done % 10 == 0 && live) log << "\rspeaking the digits: " << done << "/" << utterances.size() << " " << std::flush;
        } catch (...) {
            const std::scoped_lock lock(mutex);
            failure = std::current_exception();
        }
    };
    if (!live) log << "speaking the digits: " << utterances.size() << " words in " << voices.size() << " voices\n" << std::flush;
    duet::parallel_for(utterances.size(), threads, task);
    if (live) log << "\n";
    if (failure) std::rethrow_exception(failure);
    return {voices, std::move(utterances)};
}

/// Every digit spoken in every voice, from the cache file `speech.bin` in `folder` or, where that is absent, damaged or of another version,
/// spoken by espeak-ng (`threads` at a time, with a progress line on `log`) and cached. Creates the folder.
/// Throws duet::Error if espeak-ng is needed and not installed or fails, or if the folder cannot be written.
inline Speech spoken_digits(const std::filesystem::path& folder, int threads, std::ostream& log) {
    Speech speech{all_voices(), {}};
    const std::uint64_t version = detail::version_of(speech.voices);
    const std::filesystem::path cache = folder / "speech.bin";
    if (auto cached = detail::read_cache(cache, speech.voices.size() * 10, version)) {
        speech.utterances = std::move(*cached);
        return speech;
    }
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) throw duet::Error(folder.string() + ": cannot be created for the cache of spoken digits: " + failure.message());
    speech = speak_digits(speech.voices, folder, threads, log);
    duet::data::write_file_atomically(cache, detail::packed(speech.utterances, version));
    return speech;
}

} // namespace digits
