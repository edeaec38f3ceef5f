// Recordings and images for the tests of the commands that make data: tones whose height tells the digit, in the manner of FSDD and MNIST.
#pragma once

#include "duet/data/wav.hpp"
#include "scratch.hpp"

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace sounds {

/// A tone of 0.3 s that no other digit, speaker or index has.
inline duet::data::Recording tone(int digit, int speaker, int index, int rate = 8000) {
    duet::data::Recording recording{rate, {}};
    const double hertz = 200 + 100 * digit + 20 * speaker + index;
    for (int i = 0; i < rate * 3 / 10; ++i) recording.samples.push_back(static_cast<float>(0.4 * std::sin(6.2831853 * hertz * i / rate)));
    return recording;
}

inline const std::vector<std::string>& speakers() {
    static const std::vector<std::string> names{"ann", "bob", "cyd"};
    return names;
}

/// `takes` of each digit by each of the three speakers.
inline std::filesystem::path write_recordings(const std::filesystem::path& folder, int takes = 4) {
    std::filesystem::create_directories(folder);
    for (int digit = 0; digit < 10; ++digit) {
        for (int speaker = 0; speaker < 3; ++speaker) {
            for (int index = 0; index < takes; ++index) {
                const std::string name = std::to_string(digit) + "_" + speakers()[static_cast<std::size_t>(speaker)] + "_" + std::to_string(index);
                duet::data::write_wav(folder / (name + ".wav"), tone(digit, speaker, index));
            }
        }
    }
    return folder;
}

/// MNIST's two files of one part, plain: image i shows i % 10, and its first two pixels say i.
inline std::filesystem::path write_images(const std::filesystem::path& folder, const std::string& part, int count) {
    std::filesystem::create_directories(folder);
    const auto number = [](int value) {
        return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8), static_cast<char>(value)};
    };
    std::string images = number(0x803) + number(count) + number(28) + number(28);
    std::string labels = number(0x801) + number(count);
    for (int i = 0; i < count; ++i) {
        std::string pixels(784, static_cast<char>(20 * (i % 10)));
        pixels[0] = static_cast<char>(i % 256);
        pixels[1] = static_cast<char>(i / 256);
        images += pixels;
        labels += static_cast<char>(i % 10);
    }
    write(folder / (part + "-images-idx3-ubyte"), images);
    write(folder / (part + "-labels-idx1-ubyte"), labels);
    return folder;
}

} // namespace sounds
