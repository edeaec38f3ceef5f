#include "digits/inference.hpp"

#include "digits/row_gatherer.hpp"

#include "duet/analysis/calibration.hpp"
#include "duet/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace digits {

namespace {

/// Calls `use(inputs, begin)` for runs of the given rows: few enough at a time to bound the copies. Returns what was clipped.
template <class F>
Clipped for_runs(const SavedModel& saved, const DigitRows& rows, std::span<const std::size_t> indices, const F& use) {
    constexpr std::size_t most = 1024;
    RowGatherer gatherer(rows, saved.facts);
    for (std::size_t begin = 0; begin < indices.size(); begin += most) {
        use(gatherer.gather(indices.subspan(begin, std::min(most, indices.size() - begin))), begin);
    }
    return gatherer.clipped();
}

} // namespace

Modality modality_of(const std::string& word) {
    if (word == "both") return Modality::both;
    if (word == "image") return Modality::image;
    if (word == "audio") return Modality::audio;
    throw duet::Error("'" + word + "' is no modality; expected both, image or audio");
}

std::vector<float> predict_rows(const SavedModel& saved, const DigitRows& rows, std::span<const std::size_t> indices, int threads, Modality modality,
                                Clipped* clipped) {
    std::vector<float> logits(indices.size() * class_count);
    Clipped some = for_runs(saved, rows, indices, [&](Inputs inputs, std::size_t begin) {
        if (modality == Modality::image) inputs.audio.reset();
        if (modality == Modality::audio) inputs.images.reset();
        saved.engine->predict(inputs, std::span(logits).subspan(begin * class_count, inputs.count * class_count), threads);
    });
    if (modality == Modality::image) some.audio = 0;
    if (modality == Modality::audio) some.images = 0;
    if (clipped != nullptr) *clipped = some;
    return logits;
}

Embeddings embed_rows(const SavedModel& saved, const DigitRows& rows, std::span<const std::size_t> indices, int threads) {
    const std::size_t image = saved.engine->image_embedding_size();
    const std::size_t audio = saved.engine->audio_embedding_size();
    Embeddings all{std::vector<float>(indices.size() * image), std::vector<float>(indices.size() * audio)};
    for_runs(saved, rows, indices, [&](const Inputs& inputs, std::size_t begin) {
        saved.engine->embed(inputs, std::span(all.image).subspan(begin * image, inputs.count * image),
                            std::span(all.audio).subspan(begin * audio, inputs.count * audio), threads);
    });
    return all;
}

std::vector<int> classes_of(std::span<const float> logits) {
    std::vector<int> classes(logits.size() / class_count);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const float* row = logits.data() + i * class_count;
        classes[i] = static_cast<int>(std::max_element(row, row + class_count) - row);
    }
    return classes;
}

double scale_of(const ModelFacts& facts, Modality modality) {
    if (modality == Modality::image) return facts.scales.image;
    return modality == Modality::audio ? facts.scales.audio : facts.scales.both;
}

double confidence(std::span<const float> logits, double scale) {
    const double largest = *std::ranges::max_element(logits);
    double sum = 0;
    for (const float logit : logits) sum += std::exp(scale * (static_cast<double>(logit) - largest));
    return 1 / sum;
}

Score score(std::span<const float> logits, std::span<const int> labels, double scale) {
    Score result;
    result.loss = duet::analysis::negative_log_likelihood(logits, class_count, labels, scale);
    const std::vector<int> classes = classes_of(logits);
    std::size_t correct = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) correct += static_cast<std::size_t>(classes[i] == labels[i]);
    result.accuracy = static_cast<double>(correct) / static_cast<double>(labels.size());
    return result;
}

std::vector<std::size_t> all_rows(std::size_t count) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

std::vector<int> labels_of(const DigitRows& rows, std::span<const std::size_t> indices) {
    std::vector<int> labels(indices.size());
    std::ranges::transform(indices, labels.begin(), [&](std::size_t row) { return rows.labels[row]; });
    return labels;
}

} // namespace digits
