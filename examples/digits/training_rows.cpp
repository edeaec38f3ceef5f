#include "digits/training_rows.hpp"

#include "digits/inference.hpp"

namespace digits {

TrainingRows::TrainingRows(const DigitRows& rows, SavedModel& model, int threads) : rows_(rows), facts_(model.facts), plain_(rows, model.facts) {
    if (model.engine->augments()) varied_.emplace(rows, model.facts, threads);
}

void TrainingRows::fit_statistics(std::span<const std::size_t> indices) {
    using duet::data::Standardiser;
    facts_.image_statistics = Standardiser::fit(rows_.images, indices);
    facts_.audio_statistics = varied_ ? Standardiser::fit(varied_->tokens(indices), all_rows(indices.size()))
                                      : Standardiser::fit(tokens_of(rows_.audio, facts_.front_end), indices);
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
