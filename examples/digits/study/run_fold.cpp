#include "digits/study/run_fold.hpp"

#include "digits/clusters.hpp"
#include "digits/inference.hpp"
#include "digits/saved_model.hpp"
#include "digits/training_rows.hpp"

#include "duet/core/error.hpp"
#include "duet/data/batches.hpp"
#include "duet/distributed/one_process.hpp"

#include <algorithm>
#include <chrono>

namespace digits {

namespace {

SavedModel untrained(const ZooEntry& entry, std::uint64_t seed) {
    SavedModel model;
    model.engine = entry.make();
    model.facts.name = entry.name;
    model.facts.seed = seed;
    model.facts.front_end = model.engine->front_end();
    return model;
}

void train_fold(SavedModel& model, const DigitRows& rows, const Fold& fold, const StudyTraining& training,
                const std::function<void(const std::string&)>& say) {
    TrainingRows learnt(rows, model, training.threads);
    duet::OneProcess alone;
    learnt.fit_statistics(fold.train, alone);
    const std::size_t batch = std::min(training.batch, fold.train.size());
    const std::size_t steps = (fold.train.size() + batch - 1) / batch;
    model.engine->start_training(
        {batch, steps * static_cast<std::size_t>(training.epochs), model.facts.seed, training.threads, training.learning_rate});
    std::vector<std::size_t> order(fold.train.size());
    for (int epoch = 1; epoch <= training.epochs; ++epoch) {
        duet::data::epoch_order(fold.train, model.facts.seed, static_cast<std::uint64_t>(epoch), order);
        for (std::size_t step = 0; step < steps; ++step) {
            const auto part = std::span<const std::size_t>(order).subspan(step * batch, std::min(batch, order.size() - step * batch));
            const auto [inputs, labels] = learnt.gather(part, epoch);
            if (!model.engine->train_step(inputs, labels, part.size()).finite)
                throw duet::Error("training diverged in epoch " + std::to_string(epoch) + "; try a smaller --lr");
            say("epoch " + std::to_string(epoch) + "/" + std::to_string(training.epochs) + ", step " + std::to_string(step + 1) + "/" +
                std::to_string(steps));
        }
    }
}

EmbeddingScores scores_of(const std::string& what, std::span<const float> embeddings, std::size_t size, std::span<const int> labels,
                          std::uint64_t seed, int threads) {
    const Clusters found = cluster(duet::analysis::Points(embeddings, size, what), labels, seed, threads);
    const std::vector<double> plane = lay_out(what, embeddings, size, seed, threads);
    const Clusters in_plane = cluster(duet::analysis::Points(plane, 2, what), labels, seed, threads);
    return {found.purity, found.nmi, in_plane.purity, in_plane.nmi};
}

/// Of at most 2,000 test rows.
void score_embeddings(const SavedModel& model, const DigitRows& rows, const Fold& fold, int threads, Answers& answers) {
    constexpr std::size_t most = 2000;
    const std::vector<std::size_t> chosen = choose(fold.test, most, model.facts.seed);
    if (chosen.size() <= class_count) return; // no ten clusters in so few
    const std::vector<int> labels = labels_of(rows, chosen);
    const Embeddings embeddings = embed_rows(model, rows, chosen, threads);
    const std::string name = model.facts.name + "-" + fold.name;
    answers.image_scores = scores_of(name + " image", embeddings.image, model.engine->image_embedding_size(), labels, model.facts.seed, threads);
    answers.audio_scores = scores_of(name + " audio", embeddings.audio, model.engine->audio_embedding_size(), labels, model.facts.seed, threads);
}

} // namespace

Answers run_fold(const ZooEntry& entry, const DigitRows& rows, const Fold& fold, const StudyTraining& training, std::uint64_t seed,
                 const std::function<void(const std::string&)>& say) {
    const auto start = std::chrono::steady_clock::now();
    SavedModel model = untrained(entry, seed);
    train_fold(model, rows, fold, training, say);
    Answers answers;
    answers.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    answers.labels = labels_of(rows, fold.test);
    say("asking");
    const std::vector<std::size_t> all = all_rows(fold.test.size());
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        if (conditions[c].noise && rows.recordings.empty()) continue;
        const DigitRows test = rows_under(conditions[c], rows, fold, seed, training.threads);
        answers.both[c] = predict_rows(model, test, all, training.threads);
        if (!model.engine->does_with_one()) continue;
        answers.audio[c] = predict_rows(model, test, all, training.threads, Modality::audio);
        if (c == clean) answers.image = predict_rows(model, test, all, training.threads, Modality::image);
    }
    score_embeddings(model, rows, fold, training.threads, answers);
    return answers;
}

} // namespace digits
