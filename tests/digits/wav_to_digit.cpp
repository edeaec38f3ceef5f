// The example wav_to_digit: what it hears is what the program hears.
#define BOOST_TEST_MODULE wav_to_digit
#include "digits/engine/zoo.hpp"
#include "digits/recordings.hpp"
#include "digits/saved_model.hpp"
#include "program.hpp"
#include "sounds.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

namespace {

const std::string wav_to_digit = (fs::path(DIGITS_PROGRAM).parent_path() / "wav_to_digit").string();

/// An untrained model in a folder of its own, and statistics that are not 0 and 1.
struct Run {
    Scratch scratch{"duet-wav-to-digit"};
    fs::path wav = scratch.folder / "2_ann_0.wav";
    digits::SavedModel saved;

    explicit Run(const std::string& model) {
        saved.engine = digits::find_model(model).make();
        saved.engine->start_training({.batch = 1, .seed = 3});
        saved.facts.name = model;
        saved.facts.data = "test";
        saved.facts.front_end = saved.engine->front_end();
        saved.facts.image_statistics = {std::vector<float>(digits::image_size, 0.1F), std::vector<float>(digits::image_size, 0.3F), 10};
        const std::size_t tokens = saved.facts.front_end.size();
        saved.facts.audio_statistics = {std::vector<float>(tokens, -0.5F), std::vector<float>(tokens, 3.0F), 2};
        saved.facts.scales = {.both = 9, .image = 8, .audio = 2.5};
        digits::save_model(scratch.folder / "model.safetensors", *saved.engine, saved.facts);
    }

    /// What the example should print, by way of the features that `digits features` writes.
    [[nodiscard]] std::string heard() const {
        const duet::data::Matrix features = digits::features_of({wav}, saved.facts.front_end.trim, 1);
        std::vector<float> tokens(saved.facts.front_end.size());
        saved.facts.front_end(features.row(0), tokens);
        saved.facts.audio_statistics.transform(tokens);
        std::vector<float> logits(digits::class_count);
        saved.engine->predict({.images = {}, .audio = tokens, .count = 1}, logits, 1);
        double sum = 0;
        for (const float logit : logits) sum += std::exp(2.5 * static_cast<double>(logit));
        const auto largest = std::ranges::max_element(logits);
        char line[64];
        std::snprintf(line, sizeof(line), "%td, with a confidence of %.0f %%\n", largest - logits.begin(),
                      100 * std::exp(2.5 * static_cast<double>(*largest)) / sum);
        return line;
    }

    /// Complains in one line that holds `about`.
    static void complains(const std::vector<std::string>& arguments, const std::string& about) {
        const Outcome outcome = run_program(wav_to_digit, arguments);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(outcome.out == "");
        BOOST_TEST(outcome.err.starts_with("wav_to_digit: "));
        BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1);
        BOOST_TEST(outcome.err.find(about) != std::string::npos, outcome.err << " lacks " << about);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(it_hears_what_the_program_hears) {
    const Run run("duet");
    const fs::path file = run.scratch.folder / "model.safetensors";
    for (const int rate : {8000, 44100}) {
        for (const int digit : {2, 7}) {
            duet::data::write_wav(run.wav, sounds::tone(digit, 0, 0, rate));
            for (const fs::path& model : {run.scratch.folder, file}) {
                const Outcome outcome = run_program(wav_to_digit, {model.string(), run.wav.string()});
                BOOST_TEST(outcome.err == "");
                BOOST_TEST(outcome.code == 0);
                BOOST_TEST(outcome.out == run.heard());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_model_or_no_recording_is_named_in_one_line) {
    const Run run("duet");
    const std::string folder = run.scratch.folder.string();
    const std::string text = (run.scratch.folder / "text").string();
    write(text, "no sound");
    Run::complains({}, "two arguments");
    Run::complains({"absent", "absent"}, "absent");
    Run::complains({folder, "absent.wav"}, "absent.wav");
    Run::complains({folder, text}, "text");
    Run::complains({text, "absent.wav"}, "text");
}

BOOST_AUTO_TEST_CASE(help) {
    for (const char* word : {"--help", "-h"}) {
        const Outcome outcome = run_program(wav_to_digit, {word});
        BOOST_TEST(outcome.code == 0);
        BOOST_TEST(outcome.err == "");
        BOOST_TEST(outcome.out.starts_with("usage: wav_to_digit RUN RECORDING.wav"));
    }
}

BOOST_AUTO_TEST_CASE(a_model_that_needs_a_picture_says_so) {
    const Run run("twin39");
    duet::data::write_wav(run.wav, sounds::tone(2, 0, 0));
    Run::complains({run.scratch.folder.string(), run.wav.string()}, "image");
}
