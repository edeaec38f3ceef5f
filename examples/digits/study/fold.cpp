#include "digits/study/fold.hpp"

#include "digits/augmented_rows.hpp"
#include "digits/inference.hpp"
#include "digits/recordings.hpp"
#include "digits/row_gatherer.hpp"
#include "digits/rows_for.hpp"
#include "digits/saved_model.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/data/augment/noise.hpp"
#include "duet/data/augment/place.hpp"
#include "duet/data/batches.hpp"
#include "duet/data/npy.hpp"

#include <algorithm>
#include <map>
#include <system_error>

namespace digits {

namespace {

SavedModel prepare(const ZooEntry& entry, const DigitRows& rows, const Fold& fold, std::uint64_t seed) {
    SavedModel model;
    model.engine = entry.make();
    model.facts.name = entry.name;
    model.facts.seed = seed;
    model.facts.front_end = model.engine->front_end();
    model.facts.image_statistics = duet::data::Standardiser::fit(rows.images, fold.train);
    return model;
}

void train_fold(SavedModel& model, const DigitRows& rows, const RowRecordings& recordings, const Fold& fold, const StudyTraining& training,
                const std::function<void(const std::string&)>& say) {
    const std::optional<RowRecordings> voices = recordings;
    AugmentedRows augmented(rows, model.facts, voices, training.threads);
    RowGatherer gatherer(rows, model.facts);
    if (model.engine->augments()) {
        model.facts.audio_statistics = duet::data::Standardiser::fit(augmented.tokens(fold.train), all_rows(fold.train.size()));
    } else {
        model.facts.audio_statistics = duet::data::Standardiser::fit(tokens_of(rows.audio, model.facts.front_end), fold.train);
    }
    const std::size_t steps = (fold.train.size() + training.batch - 1) / training.batch;
    model.engine->start_training({std::min(training.batch, fold.train.size()), steps * static_cast<std::size_t>(training.epochs), model.facts.seed,
                                  training.threads, training.learning_rate});
    std::vector<std::size_t> order(fold.train.size());
    for (int epoch = 1; epoch <= training.epochs; ++epoch) {
        duet::data::epoch_order(fold.train, model.facts.seed, static_cast<std::uint64_t>(epoch), order);
        for (std::size_t seen = 0; seen < order.size(); seen += training.batch) {
            const auto batch = std::span<const std::size_t>(order).subspan(seen, std::min(training.batch, order.size() - seen));
            if (model.engine->augments()) {
                const Inputs inputs = augmented.gather(batch, static_cast<std::uint64_t>(epoch));
                model.engine->train_step(inputs, augmented.labels());
            } else {
                const Inputs inputs = gatherer.gather(batch);
                model.engine->train_step(inputs, gatherer.labels());
            }
        }
        say("epoch " + std::to_string(epoch) + "/" + std::to_string(training.epochs));
    }
}

/// The test rows alone, with their voices as the condition makes them.
DigitRows test_rows(const DigitRows& rows, const RowRecordings& recordings, const Fold& fold, const Condition& condition, std::uint64_t seed,
                    int threads) {
    DigitRows chosen;
    chosen.images = {fold.test.size(), image_size, std::vector<float>(fold.test.size() * image_size)};
    chosen.audio = {fold.test.size(), audio_size, std::vector<float>(fold.test.size() * audio_size)};
    duet::data::gather(rows.images, fold.test, chosen.images.values);
    duet::data::gather(rows.audio, fold.test, chosen.audio.values);
    chosen.labels = labels_of(rows, fold.test);
    if (condition.noise) {
        duet::for_slots(fold.test.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
            duet::data::Mfcc mfcc;
            duet::data::Speech speech;
            for (std::size_t i = begin; i < end; ++i) {
                duet::Random random(duet::RandomStream{seed, 0x6e6f697365}.child(fold.test[i]));
                speech.assign(recordings.words[recordings.of_row[fold.test[i]]]);
                duet::data::PlaceInSecond{0}(speech, random);
                duet::data::Noise{*condition.noise, *condition.noise, 0}(speech, random);
                std::ranges::copy(mfcc(speech.samples), chosen.audio.row(i).begin());
            }
        });
    }
    if (condition.of_another_digit) {
        duet::Random random(seed, 0x636f6e66);
        for (std::size_t i = 0; i < fold.test.size(); ++i) {
            std::size_t other = random.below(fold.test.size());
            while (rows.labels[fold.test[other]] == chosen.labels[i]) other = random.below(fold.test.size());
            std::ranges::copy(rows.audio.row(fold.test[other]), chosen.audio.row(i).begin());
        }
    }
    return chosen;
}

} // namespace

std::vector<Fold> make_folds(const DigitRows& rows, std::uint64_t seed) {
    std::map<std::string, Fold> of_speaker;
    for (const std::string& name : rows.groups) of_speaker[recording_name(name).speaker];
    if (of_speaker.size() < 2) throw duet::Error("a study leaves one speaker out after another; expected recordings of at least 2 speakers");
    for (std::size_t row = 0; row < rows.count(); ++row) {
        const std::string speaker = recording_name(rows.groups[row]).speaker;
        for (auto& [name, fold] : of_speaker) (name == speaker ? fold.test : fold.train).push_back(row);
    }
    std::vector<Fold> folds;
    for (auto& [name, fold] : of_speaker) {
        fold.name = name;
        folds.push_back(std::move(fold));
    }
    const duet::data::Split split = split_rows(rows, 0.2, seed);
    folds.push_back({"recordings", split.train, split.validation});
    return folds;
}

FoldLogits run_fold(const ZooEntry& entry, const DigitRows& rows, const RowRecordings& recordings, const Fold& fold, const StudyTraining& training,
                    std::uint64_t seed, const std::function<void(const std::string&)>& say) {
    SavedModel model = prepare(entry, rows, fold, seed);
    train_fold(model, rows, recordings, fold, training, say);
    FoldLogits logits;
    logits.labels = labels_of(rows, fold.test);
    const std::vector<std::size_t> all = all_rows(fold.test.size());
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        const DigitRows test = test_rows(rows, recordings, fold, conditions[c], seed, training.threads);
        logits.both[c] = predict_rows(model, test, all, training.threads);
        if (!model.engine->does_with_one()) continue;
        logits.audio[c] = predict_rows(model, test, all, training.threads, Modality::audio);
        if (c == clean) logits.image = predict_rows(model, test, all, training.threads, Modality::image);
    }
    return logits;
}

void save_logits(const std::filesystem::path& file, const FoldLogits& logits) {
    std::vector<float> values;
    const auto append = [&](const std::vector<float>& part) {
        values.insert(values.end(), part.begin(), part.end());
        if (part.empty()) values.resize(values.size() + logits.labels.size() * class_count, 0.0F);
    };
    append(logits.image);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        append(logits.audio[c]);
        append(logits.both[c]);
    }
    duet::data::write_npy(file, values, {values.size() / class_count, class_count});
}

std::optional<FoldLogits> load_logits(const std::filesystem::path& file, const DigitRows& rows, const Fold& fold) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    const duet::data::Matrix all = duet::data::read_npy(file, class_count);
    if (all.rows != (1 + 2 * conditions.size()) * fold.test.size()) return std::nullopt;
    FoldLogits logits;
    logits.labels = labels_of(rows, fold.test);
    std::size_t next = 0;
    const auto take = [&](std::vector<float>& part) {
        const auto begin = all.values.begin() + static_cast<std::ptrdiff_t>(next * fold.test.size() * class_count);
        part.assign(begin, begin + static_cast<std::ptrdiff_t>(fold.test.size() * class_count));
        if (std::ranges::all_of(part, [](float v) { return v == 0; })) part.clear();
        ++next;
    };
    take(logits.image);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        take(logits.audio[c]);
        take(logits.both[c]);
    }
    return logits;
}

} // namespace digits
