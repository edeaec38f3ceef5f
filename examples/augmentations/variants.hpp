// A step taken several times from the same start.
#pragma once

#include "augmentations/panels.hpp"
#include "augmentations/samples.hpp"
#include "augmentations/spectrogram.hpp"

#include "duet/core/random.hpp"
#include "duet/data/augment/cepstra.hpp"
#include "duet/data/augment/picture.hpp"
#include "duet/data/augment/speech.hpp"
#include "duet/data/mfcc.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <vector>

namespace augmentations {

using Draw = std::function<digits::PlotResult(const std::filesystem::path&)>;

/// Of all draws.
inline constexpr std::uint64_t seed = 5;

/// The original and `count` of `draws`: one after another, each the one that is least like what is already there. Told apart where the original is
/// louder than `floor`, and no softer values are: what a step does to silence says little.
inline std::vector<Panel> spread(Panel original, const std::vector<Panel>& draws, std::size_t count, float floor) {
    std::vector<Panel> panels{std::move(original)};
    std::vector<double> distance(draws.size(), std::numeric_limits<double>::max()); // to the nearest panel
    while (panels.size() <= count) {
        for (std::size_t i = 0; i < draws.size(); ++i) {
            double sum = 0;
            for (std::size_t k = 0; k < draws[i].size(); ++k) {
                if (panels.front()[k] <= floor) continue;
                const auto apart = static_cast<double>(std::max(draws[i][k], floor) - std::max(panels.back()[k], floor));
                sum += apart * apart;
            }
            distance[i] = std::min(distance[i], sum);
        }
        panels.push_back(draws[static_cast<std::size_t>(std::ranges::max_element(distance) - distance.begin())]);
    }
    return panels;
}

/// A written digit as five draws in turn leave it.
template <class Step>
Draw on_digit(const Step& step) {
    return [step](const std::filesystem::path& path) {
        const Image original = written_digit();
        std::vector<Panel> panels{Panel(original.begin(), original.end())};
        for (std::uint64_t i = 1; i <= 5; ++i) {
            Image image = original;
            duet::data::Picture picture{image};
            duet::Random random(seed, i);
            step(picture, random);
            panels.emplace_back(image.begin(), image.end());
        }
        return draw_digits(path, panels);
    };
}

/// A spectrogram and three of 16 that `variant(random)` makes, far apart.
template <class Variant>
digits::PlotResult draw_variants(const std::filesystem::path& path, Panel original, const Variant& variant) {
    const float floor = *std::ranges::max_element(original) + quietest;
    std::vector<Panel> draws;
    for (std::uint64_t i = 1; i <= 16; ++i) {
        duet::Random random(seed, i);
        draws.push_back(variant(random));
    }
    return draw_spectrograms(path, spread(std::move(original), draws, 3, floor));
}

/// A spoken word as the step on sound leaves it.
template <class Step>
Draw on_word(const Step& step) {
    return [step](const std::filesystem::path& path) {
        duet::data::Mfcc mfcc;
        duet::data::Speech speech;
        const auto heard = [&] {
            auto cepstra = mfcc(speech.samples, speech.analysis);
            return mel_spectrogram(cepstra);
        };
        speech.assign(voices().word);
        return draw_variants(path, heard(), [&](duet::Random& random) {
            speech.assign(voices().word);
            step(speech, random);
            return heard();
        });
    };
}

/// The same word's coefficients as the step leaves them.
template <class Step>
Draw on_cepstra(const Step& step) {
    return [step](const std::filesystem::path& path) {
        auto original = duet::data::Mfcc()(voices().word);
        return draw_variants(path, mel_spectrogram(original), [&](duet::Random& random) {
            auto changed = original;
            duet::data::Cepstra cepstra(changed);
            step(cepstra, random);
            return mel_spectrogram(cepstra);
        });
    };
}

} // namespace augmentations
