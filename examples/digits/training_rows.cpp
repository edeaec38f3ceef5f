#include "digits/training_rows.hpp"

#include "digits/shared_statistics.hpp"

namespace digits {

TrainingRows::TrainingRows(const DigitRows& rows, SavedModel& model, int threads) : rows_(rows), facts_(model.facts), plain_(rows, model.facts) {
    if (model.engine->augments()) varied_.emplace(rows, model.facts, threads);
}

void TrainingRows::fit_statistics(std::span<const std::size_t> indices, duet::Communicator& ranks) {
    using Indices = std::span<const std::size_t>;
    const auto see = [&](Indices some, std::span<float> images) { rows_.images.gather(some, images); };
    const auto hear = [&](Indices some, std::span<float> tokens) {
        if (varied_) {
            varied_->tokens(some, tokens);
        } else {
            plain_.tokens(some, tokens);
        }
    };
    facts_.image_statistics = shared_statistics(ranks, indices, image_size, see);
    facts_.audio_statistics = shared_statistics(ranks, indices, facts_.front_end.size(), hear);
}

std::pair<Inputs, std::span<const int>> TrainingRows::gather(std::span<const std::size_t> indices, int epoch) {
    if (varied_) {
        const Inputs inputs = varied_->gather(indices, static_cast<std::uint64_t>(epoch));
        return {inputs, varied_->labels()};
    }
    const Inputs inputs = plain_.gather(indices);
    return {inputs, plain_.labels()};
}

} // namespace digits
