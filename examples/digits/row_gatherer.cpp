#include "digits/row_gatherer.hpp"

#include "duet/data/batches.hpp"

#include <algorithm>

namespace digits {

duet::data::Matrix tokens_of(const duet::data::Matrix& coefficients, const duet::data::FrontEnd& front_end) {
    duet::data::Matrix tokens{coefficients.rows, front_end.size(), std::vector<float>(coefficients.rows * front_end.size())};
    for (std::size_t i = 0; i < coefficients.rows; ++i) front_end(coefficients.row(i), tokens.row(i));
    return tokens;
}

Inputs RowGatherer::gather(std::span<const std::size_t> indices) {
    const std::size_t tokens = facts_.front_end.size();
    images_.resize(indices.size() * image_size);
    audio_.resize(indices.size() * tokens);
    duet::data::gather(rows_.images, indices, images_);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const std::span<float> heard = std::span(audio_).subspan(i * tokens, tokens);
        facts_.front_end(rows_.audio.row(indices[i]), heard);
        clipped_.audio += facts_.audio_statistics.transform(heard);
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
