// A recording in, a digit and its confidence out. The model is what `digits train` wrote, one that can do without a picture, such as duet.
#include "digits/inference.hpp"
#include "digits/saved_model.hpp"

#include "duet/core/error.hpp"
#include "duet/data/mfcc.hpp"
#include "duet/data/wav.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

using namespace duet;

constexpr const char* usage = "usage: wav_to_digit RUN RECORDING.wav     RUN: the folder of the training run, or its model.safetensors\n";

int main(int argc, char** argv) {
    try {
        if (argc == 2 && (argv[1] == std::string_view("--help") || argv[1] == std::string_view("-h"))) {
            std::fputs(usage, stdout);
            return 0;
        }
        if (argc != 3) throw Error("expected two arguments: the folder of a training run, and a recording");
        const digits::SavedModel saved = digits::load_model(argv[1]);
        const data::Recording recording = data::resample(data::read_wav(argv[2]), data::mfcc_sample_rate);

        // The same steps as in training, with its statistics.
        const data::FrontEnd& front_end = saved.facts.front_end;
        data::Mfcc mfcc;
        std::vector<float> tokens(front_end.size());
        front_end(front_end.coefficients(recording.samples, mfcc), tokens);
        saved.facts.audio_statistics.transform(tokens);

        std::array<float, digits::class_count> logits{};
        saved.engine->predict({.images = {}, .audio = tokens, .count = 1}, logits, 1);
        const auto digit = std::ranges::max_element(logits);
        const double scale = digits::scale_of(saved.facts, digits::Modality::audio); // as sure as it is right
        double sum = 0;
        for (const float logit : logits) sum += std::exp(scale * static_cast<double>(logit - *digit));
        std::printf("%td, with a confidence of %.0f %%\n", digit - logits.begin(), 100 / sum);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wav_to_digit: %s\n", error.what());
        return 2;
    }
}
