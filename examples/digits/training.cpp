#include "digits/training.hpp"

#include "digits/evaluation.hpp"
#include "digits/inference.hpp"
#include "digits/plot/confusion.hpp"
#include "digits/plot/loss_accuracy.hpp"
#include "digits/plot/predictions.hpp"

#include "duet/analysis/calibration.hpp"
#include "duet/core/error.hpp"
#include "duet/data/batches.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace digits {

Training::Training(const TrainArguments& arguments, SavedModel& model, const DigitRows& rows, const duet::data::Split& split,
                   AugmentedRows* augmented)
    : arguments_(arguments), model_(model), rows_(rows), split_(split), augmented_(augmented), gatherer_(rows, model.facts),
      order_(split.train.size()), validation_labels_(labels_of(rows, split.validation)), progress_(arguments.epochs) {
    const std::size_t steps = steps_of_epoch() * static_cast<std::size_t>(arguments.epochs);
    model_.engine->start_training({std::min(arguments.batch, split.train.size()), steps, arguments.seed, arguments.threads, arguments.learning_rate});
}

void Training::run() {
    for (int epoch = 1; epoch <= arguments_.epochs; ++epoch) {
        const auto start = std::chrono::steady_clock::now();
        EpochRecord record;
        record.epoch = epoch;
        train_epoch(record);
        progress_.validating(epoch);
        std::vector<float> logits = predict_rows(model_, rows_, split_.validation, arguments_.threads);
        const Score validation = score(logits, validation_labels_);
        record.val_loss = validation.loss;
        record.val_acc = validation.accuracy;
        if (!std::isfinite(validation.loss)) diverged(epoch, "validation");
        record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        records_.push_back(record);
        progress_.finish_epoch(record);
        if (best_epoch(records_).epoch == epoch) {
            best_logits_ = std::move(logits);
            model_.facts.scale = duet::analysis::calibrating_scale(best_logits_, class_count, validation_labels_);
            save_model(file("model.safetensors"), *model_.engine, model_.facts);
        }
        write_metrics(file("metrics.csv"), records_);
    }
}

void Training::report() {
    const EpochRecord& best = best_epoch(records_);
    std::printf("best: epoch %d, validation loss %.4f, accuracy %.2f %%\n", best.epoch, best.val_loss, 100 * best.val_acc);
    std::vector<std::string> written{"model.safetensors", "metrics.csv"};
    const auto drawn = [&](const char* name, const PlotResult& result) {
        if (result) {
            written.emplace_back(name);
        } else {
            std::fprintf(stderr, "digits: %s\n", result.problem.c_str());
        }
    };
    drawn("loss_acc.png", draw_loss_accuracy(file("loss_acc.png"), records_, arguments_.model));
    drawn("confusion.png", draw_confusion(file("confusion.png"), confusion_of(validation_labels_, classes_of(best_logits_)), arguments_.model));
    drawn("predictions.png", draw_sheet());
    for (const std::string& name : written) std::printf("wrote %s\n", file(name.c_str()).c_str());
}

std::pair<Inputs, std::span<const int>> Training::gather(std::span<const std::size_t> rows, std::uint64_t epoch) {
    if (augmented_ != nullptr) {
        const Inputs inputs = augmented_->gather(rows, epoch);
        return {inputs, augmented_->labels()};
    }
    const Inputs inputs = gatherer_.gather(rows);
    return {inputs, gatherer_.labels()};
}

void Training::diverged(int epoch, const std::string& where) const {
    throw duet::Error("training diverged: the loss is not finite in epoch " + std::to_string(epoch) + ", " + where + "; try a smaller --lr (" +
                      (records_.empty() ? "nothing was written)" : "the files of the epochs before are kept)"));
}

void Training::train_epoch(EpochRecord& record) {
    duet::data::epoch_order(split_.train, arguments_.seed, static_cast<std::uint64_t>(record.epoch), order_);
    const std::size_t steps = steps_of_epoch();
    double loss = 0;
    std::size_t correct = 0;
    std::size_t seen = 0;
    for (std::size_t step = 0; step < steps; ++step) {
        const std::size_t count = std::min(arguments_.batch, order_.size() - seen);
        const auto [inputs, labels] = gather(std::span<const std::size_t>(order_).subspan(seen, count), static_cast<std::uint64_t>(record.epoch));
        const StepResult result = model_.engine->train_step(inputs, labels);
        if (!std::isfinite(result.loss)) diverged(record.epoch, "step " + std::to_string(step + 1));
        seen += count;
        loss += result.loss * static_cast<double>(count);
        correct += result.correct;
        progress_.step(record.epoch, step + 1, steps, seen, loss / static_cast<double>(seen),
                       static_cast<double>(correct) / static_cast<double>(seen));
    }
    record.train_loss = loss / static_cast<double>(seen);
    record.train_acc = static_cast<double>(correct) / static_cast<double>(seen);
}

PlotResult Training::draw_sheet() const {
    constexpr std::size_t shown = 32;
    const std::vector<int> predicted = classes_of(best_logits_);
    std::vector<Prediction> sheet;
    for (const bool mistakes : {true, false}) {
        const std::size_t most = mistakes ? shown / 2 : shown;
        for (std::size_t i = 0; i < predicted.size() && sheet.size() < most; ++i) {
            if ((predicted[i] != validation_labels_[i]) != mistakes) continue;
            const std::size_t row = split_.validation[i];
            sheet.push_back(
                {rows_.images.row(row).first<image_size>(), rows_.audio.row(row).first<audio_size>(), predicted[i], validation_labels_[i]});
        }
    }
    return draw_predictions(file("predictions.png"), sheet, arguments_.model + " on validation rows, mistakes first");
}

} // namespace digits
