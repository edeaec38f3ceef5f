// A data folder so small that training on it takes a second: a bar across the image and a burst in the sound, where the digit says.
#pragma once

#include "digits/engine/engine.hpp"
#include "duet/core/random.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tiny {

struct Rows {
    std::vector<float> images; // (rows, 784)
    std::vector<float> audio;  // (rows, 507)
    std::vector<int> labels;   // 0, 1, .. 9, 0, ..
};

inline Rows make_rows(std::size_t count, std::uint64_t seed) {
    Rows rows;
    duet::Random random(seed);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t digit = i % digits::class_count;
        for (std::size_t pixel = 0; pixel < digits::image_size; ++pixel) {
            const bool bar = pixel / 28 >= 2 * digit + 3 && pixel / 28 < 2 * digit + 6;
            rows.images.push_back(static_cast<float>(bar ? random.uniform(150, 255) : random.uniform(0, 60)));
        }
        for (std::size_t value = 0; value < digits::audio_size; ++value) {
            const bool burst = value / 13 >= 3 * digit && value / 13 < 3 * digit + 4;
            rows.audio.push_back(static_cast<float>(random.uniform(-1, 1) + (burst ? 3 : 0)));
        }
        rows.labels.push_back(static_cast<int>(digit));
    }
    return rows;
}

/// `part`: "train" or "test".
inline void write_features(const std::filesystem::path& folder, const std::string& part, const Rows& rows) {
    duet::data::write_npy(folder / ("x_" + part + "_wr.npy"), rows.images, {rows.labels.size(), digits::image_size});
    duet::data::write_npy(folder / ("x_" + part + "_sp.npy"), rows.audio, {rows.labels.size(), digits::audio_size});
}

/// A folder in the reference layout, with labels of the test rows.
inline std::filesystem::path write_folder(const std::filesystem::path& folder, std::size_t training_rows = 60, std::size_t test_rows = 20) {
    std::filesystem::create_directories(folder);
    const Rows train = make_rows(training_rows, 1);
    const Rows test = make_rows(test_rows, 2);
    write_features(folder, "train", train);
    write_features(folder, "test", test);
    duet::data::write_labels(folder / "y_train.csv", train.labels);
    duet::data::write_labels(folder / "y_test.csv", test.labels);
    return folder;
}

} // namespace tiny
