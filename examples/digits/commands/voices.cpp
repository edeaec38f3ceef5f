#include "digits/commands/commands.hpp"

#include "digits/builtin/speech.hpp"
#include "digits/new_folder.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"

#include "duet/data/wav.hpp"

#include <cstddef>
#include <cstdio>
#include <iostream>
#include <span>
#include <string>

namespace digits {

namespace {

duet::data::Recording recording_of(std::span<const std::int16_t> utterance) {
    duet::data::Recording recording{detail::speech_rate, {}};
    for (const std::int16_t sample : utterance) recording.samples.push_back(static_cast<float>(sample) / 32768.0F);
    return recording;
}

} // namespace

void write_voices(const VoicesArguments& arguments) {
    NewFolder folder(arguments.out);
    const Speech speech = speak_digits(random_voices(arguments.voices, arguments.seed), folder.path(), arguments.threads, std::cerr);
    for (std::size_t voice = 0; voice < speech.voices.size(); ++voice) {
        for (int digit = 0; digit < 10; ++digit) {
            const std::string name = std::to_string(digit) + "_" + speech.voices[voice].name() + "_0.wav";
            duet::data::write_wav(folder.path() / name, recording_of(speech.of(voice, digit)));
        }
    }
    folder.commit();
    if (arguments.json) {
        nlohmann::ordered_json report{
            {"folder", arguments.out}, {"recordings", speech.utterances.size()}, {"voices", nlohmann::ordered_json::array()}};
        for (const Voice& voice : speech.voices) report["voices"].push_back(voice.name());
        print_json(report);
        return;
    }
    std::printf("wrote %s: %s recordings of %s\n", arguments.out.c_str(), grouped(speech.utterances.size()).c_str(),
                (grouped(speech.voices.size()) + (speech.voices.size() == 1 ? " voice" : " voices")).c_str());
}

} // namespace digits
