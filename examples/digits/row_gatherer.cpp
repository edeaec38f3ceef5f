#include "digits/row_gatherer.hpp"

#include <algorithm>

namespace digits {

void RowGatherer::tokens(std::span<const std::size_t> indices, std::span<float> out) {
    const std::size_t size = facts_.front_end.size();
    coefficients_.resize(indices.size() * audio_size);
    rows_.audio.gather(indices, coefficients_);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        facts_.front_end(std::span(coefficients_).subspan(i * audio_size, audio_size), out.subspan(i * size, size));
    }
}

Inputs RowGatherer::gather(std::span<const std::size_t> indices) {
    const std::size_t size = facts_.front_end.size();
    images_.resize(indices.size() * image_size);
    audio_.resize(indices.size() * size);
    rows_.images.gather(indices, images_);
    tokens(indices, audio_);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        clipped_.audio += facts_.audio_statistics.transform(std::span(audio_).subspan(i * size, size));
        clipped_.images += facts_.image_statistics.transform(std::span(images_).subspan(i * image_size, image_size));
    }
    clipped_.audio_values += audio_.size();
    clipped_.image_values += images_.size();
    if (!rows_.labels.empty()) {
        labels_.resize(indices.size());
        std::ranges::transform(indices, labels_.begin(), [&](std::size_t row) { return rows_.labels[row]; });
    }
    return {images_, audio_, indices.size()};
}

} // namespace digits
