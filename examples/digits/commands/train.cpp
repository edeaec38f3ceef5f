#include "digits/commands/commands.hpp"

#include "digits/augmented_rows.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/evaluation.hpp"
#include "digits/inference.hpp"
#include "digits/metrics.hpp"
#include "digits/output.hpp"
#include "digits/plot/confusion.hpp"
#include "digits/plot/loss_accuracy.hpp"
#include "digits/plot/predictions.hpp"
#include "digits/row_gatherer.hpp"
#include "digits/rows_for.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/progress.hpp"

#include "duet/analysis/calibration.hpp"
#include "duet/core/error.hpp"
#include "duet/data/batches.hpp"
#include "duet/kernels/blas_setup.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace digits {

namespace fs = std::filesystem;

namespace {

/// The loop over epochs: steps, validation, and the files that an epoch leaves behind.
class Training {
public:
    Training(const TrainArguments& arguments, SavedModel& model, const DigitRows& rows, const duet::data::Split& split, AugmentedRows* augmented)
        : arguments_(arguments), model_(model), rows_(rows), split_(split), augmented_(augmented), gatherer_(rows, model.facts),
          order_(split.train.size()), validation_labels_(labels_of(rows, split.validation)), progress_(arguments.epochs) {
        const std::size_t steps = steps_of_epoch() * static_cast<std::size_t>(arguments.epochs);
        model_.engine->start_training(
            {std::min(arguments.batch, split.train.size()), steps, arguments.seed, arguments.threads, arguments.learning_rate});
    }

    void run() {
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

    void report() {
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

private:
    [[nodiscard]] std::size_t steps_of_epoch() const { return (split_.train.size() + arguments_.batch - 1) / arguments_.batch; }

    /// The inputs and labels of some training rows.
    std::pair<Inputs, std::span<const int>> gather(std::span<const std::size_t> rows, std::uint64_t epoch) {
        if (augmented_ != nullptr) {
            const Inputs inputs = augmented_->gather(rows, epoch);
            return {inputs, augmented_->labels()};
        }
        const Inputs inputs = gatherer_.gather(rows);
        return {inputs, gatherer_.labels()};
    }

    [[nodiscard]] fs::path file(const char* name) const { return fs::path(arguments_.out) / name; }

    [[noreturn]] void diverged(int epoch, const std::string& where) const {
        throw duet::Error("training diverged: the loss is not finite in epoch " + std::to_string(epoch) + ", " + where + "; try a smaller --lr (" +
                          (records_.empty() ? "nothing was written)" : "the files of the epochs before are kept)"));
    }

    void train_epoch(EpochRecord& record) {
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

    /// Mistakes first, then samples that were recognised.
    [[nodiscard]] PlotResult draw_sheet() const {
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

    const TrainArguments& arguments_;
    SavedModel& model_;
    const DigitRows& rows_;
    const duet::data::Split& split_;
    AugmentedRows* augmented_; // null: the rows as they are
    RowGatherer gatherer_;
    std::vector<std::size_t> order_;
    std::vector<int> validation_labels_;
    Progress progress_;
    std::vector<EpochRecord> records_;
    std::vector<float> best_logits_;
};

} // namespace

void train(const TrainArguments& arguments) {
    const ZooEntry& entry = find_model(arguments.model);
    if (const auto complaint = duet::kernels::blas_complaint()) std::fprintf(stderr, "digits: %s\n", complaint->c_str());
    announce_data(arguments.data);
    const DigitRows rows = load_training_rows({arguments.data, arguments.seed, arguments.threads}, arguments.limit);
    const duet::data::Split split = split_rows(rows, arguments.validation_fraction, arguments.seed);

    SavedModel model;
    model.engine = entry.make();
    ModelFacts& facts = model.facts;
    facts.name = entry.name;
    facts.seed = arguments.seed;
    facts.data = arguments.data;
    facts.validation_fraction = arguments.validation_fraction;
    facts.limit = arguments.limit;
    facts.front_end = model.engine->front_end();
    facts.image_statistics = duet::data::Standardiser::fit(rows.images, split.train);

    std::optional<RowRecordings> recordings;
    if (!arguments.recordings.empty()) {
        if (!model.engine->augments()) throw duet::Error("--recordings: " + facts.name + " is trained on rows as they are; expected --model duet");
        recordings = load_row_recordings(arguments.recordings, rows.groups, arguments.threads);
    }
    std::optional<AugmentedRows> augmented;
    if (model.engine->augments()) {
        augmented.emplace(rows, facts, recordings, arguments.threads);
        facts.audio_statistics = duet::data::Standardiser::fit(augmented->tokens(split.train), all_rows(split.train.size()));
    } else {
        facts.audio_statistics = duet::data::Standardiser::fit(tokens_of(rows.audio, facts.front_end), split.train);
    }
    Training training(arguments, model, rows, split, augmented ? &*augmented : nullptr);
    require_output_folder(arguments.out, {"model.safetensors", "metrics.csv"});
    std::printf("model: %s, %s parameters\n%s\n", arguments.model.c_str(), grouped(model.engine->parameter_count()).c_str(),
                describe_split(rows, split).c_str());
    training.run();
    training.report();
}

} // namespace digits
