// Draws the pictures of docs/augmentation.md: augmentations DIR [NAME...]

#include "augmentations/variants.hpp"

#include "duet/core/error.hpp"
#include "duet/data/augment/erasing.hpp"
#include "duet/data/augment/masks.hpp"
#include "duet/data/augment/mild.hpp"
#include "duet/data/augment/warp.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace augmentations;
using namespace duet::data;

/// Named as what it shows.
struct Entry {
    std::string name;
    Draw draw;
};

std::vector<Entry> catalogue() {
    // What fills the second is taken, as in the recipes, when the word stands in it.
    const auto in_second = [](auto step) { return on_word(Compose(PlaceInSecond{0}, step)); };
    return {
        {"Warp", on_digit(Warp(RandomAffine{}, ElasticTransform{}))},
        {"RandomAffine", on_digit(Warp(RandomAffine{}))},
        {"ElasticTransform", on_digit(Warp(ElasticTransform{}))},
        {"RandomErasing", on_digit(RandomErasing{})},
        {"Compose", on_digit(Compose(Warp(RandomAffine{}), RandomErasing{}))},
        {"Sometimes", on_digit(Sometimes(0.5, RandomErasing{}))},
        {"OneOf", on_digit(OneOf(Warp(RandomAffine{}), Warp(ElasticTransform{}), RandomErasing{}))},
        {"CutEnds", on_word(CutEnds{})},
        {"Speed", on_word(Speed{})},
        {"Tempo", on_word(Tempo{})},
        {"Pitch", on_word(Pitch{})},
        {"VocalTract", on_word(VocalTract{})},
        {"Equaliser", on_word(Equaliser{})},
        {"Gain", on_word(Gain{})},
        {"Clipping", on_word(Clipping{})},
        {"PlaceInSecond", on_word(PlaceInSecond{})},
        {"Reverberation", in_second(Reverberation{})},
        {"Noise", in_second(Noise{})},
        {"Babble", [=](const auto& path) { return in_second(Babble{.bank = voices().others})(path); }},
        {"mild_speech", on_word(mild_speech())},
        {"TimeMask", on_cepstra(TimeMask{})},
        {"FrequencyMask", on_cepstra(FrequencyMask{})},
        {"TimeShift", on_cepstra(TimeShift{})},
        {"TimeStretch", on_cepstra(TimeStretch{})},
        {"TimeWarp", on_cepstra(TimeWarp{})},
        {"CepstralWarp", on_cepstra(CepstralWarp{})},
        {"ChannelTilt", on_cepstra(ChannelTilt{})},
        {"FeatureGain", on_cepstra(FeatureGain{})},
        {"FeatureNoise", on_cepstra(FeatureNoise{})},
        {"mild_cepstra", on_cepstra(mild_cepstra())},
    };
}

/// Throws duet::Error for a name that is not in the catalogue, and where a picture cannot be drawn.
void draw_pictures(const std::filesystem::path& folder, std::span<const std::string_view> names) {
    const auto entries = catalogue();
    for (const std::string_view name : names) {
        if (std::ranges::find(entries, name, &Entry::name) != entries.end()) continue;
        std::string known;
        for (const Entry& entry : entries) known += " " + entry.name;
        throw duet::Error("no picture is called '" + std::string(name) + "'; expected one of:" + known);
    }
    for (const Entry& entry : entries) {
        if (!names.empty() && std::ranges::find(names, entry.name) == names.end()) continue;
        const auto path = folder / (entry.name + ".png");
        if (const auto result = entry.draw(path); !result) throw duet::Error(result.problem);
        std::printf("%s\n", path.c_str());
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    if (arguments.empty() || arguments.front().starts_with('-')) {
        std::fputs("usage: augmentations DIR [NAME...]   draws the pictures of docs/augmentation.md, or those named, into a folder that exists\n",
                   stderr);
        return 2;
    }
    try {
        draw_pictures(arguments.front(), std::span(arguments).subspan(1));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "augmentations: %s\n", error.what());
        return 2;
    }
}
