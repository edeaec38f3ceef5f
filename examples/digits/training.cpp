#include "digits/training.hpp"

#include "digits/evaluation.hpp"
#include "digits/fingerprint.hpp"
#include "digits/fusion_rule.hpp"
#include "digits/inference.hpp"
#include "digits/stop_signals.hpp"

#include "duet/analysis/calibration.hpp"
#include "duet/core/error.hpp"
#include "duet/data/batches.hpp"
#include "duet/data/npy_values.hpp"
#include "duet/io/trainer_file.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace digits {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

} // namespace

duet::io::Checkpoints checkpoints_of(const TrainArguments& arguments) {
    return duet::io::Checkpoints(std::filesystem::path(arguments.out) / "checkpoints", arguments.keep);
}

Training::Training(duet::Communicator& ranks, const TrainArguments& arguments, SavedModel& model, const DigitRows& rows,
                   const duet::data::Split& split, std::uint32_t data)
    : ranks_(ranks), arguments_(arguments), model_(model), rows_(rows), split_(split), learnt_(rows, model, arguments.threads), data_(data),
      checkpoints_(checkpoints_of(arguments)), order_(split.train.size()), validation_labels_(labels_of(rows, split.validation)),
      progress_(arguments.epochs) {
    const std::size_t steps = steps_of_epoch() * static_cast<std::size_t>(arguments.epochs);
    ranks.agree("the data", data);
    ranks.agree("--epochs", static_cast<std::uint64_t>(arguments.epochs));
    ranks.agree("the number of training rows", split.train.size());
    model_.engine->start_training({.batch = std::min(arguments.batch, split.train.size()),
                                   .steps = steps,
                                   .seed = arguments.seed,
                                   .threads = arguments.threads,
                                   .learning_rate = arguments.learning_rate,
                                   .reproducible = arguments.reproducible,
                                   .ranks = &ranks});
}

void Training::resume(const Checkpoint& checkpoint) {
    const std::string name = (checkpoint.folder / "trainer.safetensors").string();
    if (checkpoint.data != data_) {
        throw duet::Error(checkpoint.folder.string() + ": the run was trained on other data than '" + arguments_.data +
                          "' now holds; expected the same");
    }
    if (checkpoint.state.step > steps_of_epoch() || checkpoint.state.seen > split_.train.size()) {
        throw duet::Error(name + ": is " + std::to_string(checkpoint.state.step) + " steps into an epoch; expected at most " +
                          std::to_string(steps_of_epoch()));
    }
    ranks_.agree("the epoch of the checkpoint", static_cast<std::uint64_t>(checkpoint.state.epoch));
    ranks_.agree("the step of the checkpoint", checkpoint.state.step);
    duet::io::read_trainer_state(checkpoint.trainer, name, model_.engine->training_state());
    state_ = checkpoint.state;
    model_.engine->scale_learning_rate(std::ldexp(1.0, -state_.rollbacks));
    progress_.resume(state_.epoch - 1 + static_cast<double>(state_.step) / static_cast<double>(steps_of_epoch()));
}

void Training::run() {
    const StopSignals signals;
    if (!state_.begun()) save();
    put_on_disk([&] { checkpoints_.tidy(); }); // a run that was killed in its last save has nothing left to save
    while (state_.epoch <= arguments_.epochs) {
        train_epoch();
        validate();
        save();
        stop_if_asked();
    }
}

void Training::train_epoch() {
    const auto start = Clock::now();
    const double seconds_before = state_.seconds;
    std::size_t learnt = 0; // samples, by this program
    duet::data::epoch_order(split_.train, arguments_.seed, static_cast<std::uint64_t>(state_.epoch), order_);
    const std::size_t steps = steps_of_epoch();
    while (state_.step < steps) {
        const std::size_t first = state_.step * arguments_.batch;
        const std::size_t count = std::min(arguments_.batch, order_.size() - first);
        const auto batch = std::span<const std::size_t>(order_).subspan(first, count);
        const duet::Range mine = model_.engine->rows_of_step(count);
        const auto [inputs, labels] = learnt_.gather(batch.subspan(mine.begin, mine.end - mine.begin), state_.epoch);
        const StepResult result = model_.engine->train_step(inputs, labels, count);
        if (!result.finite) {
            mend(inputs, labels, batch);
            continue;
        }
        ++state_.step;
        state_.skipped = 0;
        state_.seen += count;
        learnt += count;
        state_.loss += result.loss * static_cast<double>(count);
        state_.correct += result.correct;
        const auto seen = static_cast<double>(state_.seen);
        if (talks()) progress_.step(state_.epoch, state_.step, steps, learnt, state_.loss / seen, static_cast<double>(state_.correct) / seen);
        state_.seconds = seconds_before + seconds_since(start);
        if (state_.step == steps) break;
        const std::size_t total = static_cast<std::size_t>(state_.epoch - 1) * steps + state_.step;
        if (arguments_.checkpoint_every > 0 && total % arguments_.checkpoint_every == 0) save();
        stop_if_asked();
    }
    if (state_.seen == 0) diverged("epoch " + std::to_string(state_.epoch) + ": none of its steps was finite");
}

void Training::validate() {
    const auto start = Clock::now();
    if (talks()) progress_.validating(state_.epoch);
    compare_ranks();
    std::vector<float> logits = answers();
    const bool finite = duet::data::first_not_finite(logits) == logits.size();
    if (finite && model_.engine->calibrates()) settle(logits);
    const Score validation = score(logits, validation_labels_, model_.facts.scales.both);
    if (!std::isfinite(validation.loss)) diverged("epoch " + std::to_string(state_.epoch) + ": the loss of the validation rows is not finite");
    const auto seen = static_cast<double>(state_.seen);
    const EpochRecord record{state_.epoch,    state_.loss / seen,  static_cast<double>(state_.correct) / seen,
                             validation.loss, validation.accuracy, state_.seconds + seconds_since(start)};
    if (talks()) progress_.finish_epoch(record);
    std::vector<EpochRecord> records = std::move(state_.records);
    records.push_back(record);
    if (best_epoch(records).epoch == record.epoch) {
        best_logits_ = std::move(logits);
        put_on_disk([&] { save_model(file("model.safetensors"), *model_.engine, model_.facts); });
    }
    put_on_disk([&] { write_metrics(file("metrics.csv"), records); });
    state_ = RunState{.epoch = record.epoch + 1, .rollbacks = state_.rollbacks, .records = std::move(records)};
}

void Training::compare_ranks() {
    if (ranks_.size() > 1) ranks_.agree("what was learnt", fingerprint(model_.engine->parameters()));
}

std::vector<float> Training::answers(Modality modality) {
    // In runs as a Predictor takes them, so that no bit depends on who answers.
    constexpr std::size_t together = 16;
    const std::span<const std::size_t> all = split_.validation;
    const duet::Range runs = duet::slot_range((all.size() + together - 1) / together, ranks_.rank(), ranks_.size());
    const std::size_t begin = std::min(runs.begin * together, all.size());
    const std::size_t end = std::min(runs.end * together, all.size());
    std::vector<float> logits(all.size() * class_count);
    const std::vector<float> mine = predict_rows(model_, rows_, all.subspan(begin, end - begin), arguments_.threads, modality);
    std::ranges::copy(mine, logits.begin() + static_cast<std::ptrdiff_t>(begin * class_count));
    ranks_.sum<float>(logits, "the answers to the validation rows"); // zeros elsewhere
    return logits;
}

void Training::settle(std::vector<float>& logits) {
    const auto scale = [&](std::span<const float> of) { return duet::analysis::calibrating_scale(of, class_count, validation_labels_); };
    Scales& scales = model_.facts.scales;
    scales.both = scale(logits);
    if (!model_.engine->does_with_one()) return;
    const std::vector<float> image = answers(Modality::image);
    const std::vector<float> audio = answers(Modality::audio);
    scales.image = scale(image);
    scales.audio = scale(audio);
    const std::vector<float> sum = calibrated_sum(image, scales.image, audio, scales.audio);
    const double of_sum = scale(sum);
    if (!clearly_better({sum, of_sum}, {logits, scales.both}, validation_labels_)) return;
    model_.engine->sum_opinions(scales.image, scales.audio);
    logits = answers(Modality::both);
    scales.both = of_sum;
}

void Training::save() {
    const std::size_t steps = static_cast<std::size_t>(state_.epoch - 1) * steps_of_epoch() + state_.step;
    if (saved_ == steps) return;
    put_on_disk([&] { checkpoints_.save(steps, [&](const fs::path& folder) { write_checkpoint(folder, model_, arguments_, data_, state_); }); });
    saved_ = steps;
}

void Training::put_on_disk(const std::function<void()>& write) const {
    if (!leads()) return;
    try {
        write();
    } catch (const duet::Error& error) {
        const std::string lost = saved_ ? "; the run's checkpoints have vanished (was the folder moved?)" : "; no checkpoint was written";
        throw duet::Error(error.what() + (checkpoints_.newest() ? "; once that is mended, " + way_on() : lost));
    }
}

void Training::stop_if_asked() {
    const auto noted = static_cast<std::uint64_t>(StopSignals::received());
    const int signal = static_cast<int>(ranks_.largest(noted, "whether to stop"));
    if (signal == 0 || state_.epoch > arguments_.epochs) return;
    save();
    if (talks()) progress_.clear();
    throw Interrupted(signal, "stopped in epoch " + std::to_string(state_.epoch) + " of " + std::to_string(arguments_.epochs) + " after " +
                                  std::to_string(state_.step) + " of its " + std::to_string(steps_of_epoch()) +
                                  " steps; everything is saved: " + way_on());
}

void Training::mend(const Inputs& inputs, std::span<const int> labels, std::span<const std::size_t> rows) {
    std::string where = model_.engine->where_not_finite(inputs, labels, rows.size());
    if (where.empty()) where = "the sum of the gradients";
    std::string what = "epoch " + std::to_string(state_.epoch) + ", step " + std::to_string(state_.step + 1) + " (rows";
    constexpr std::size_t named = 6;
    for (std::size_t i = 0; i < std::min(rows.size(), named); ++i) what += (i == 0 ? " " : ", ") + std::to_string(rows[i]);
    if (rows.size() > named) what += " and " + std::to_string(rows.size() - named) + " more";
    what += "): NaN or infinity, first in " + where;
    if (arguments_.on_nan == OnNan::stop) diverged(what);
    if (arguments_.on_nan == OnNan::skip && state_.skipped == most_skipped)
        diverged(what + ", the last of more than " + std::to_string(most_skipped) + " in a row");
    if (arguments_.on_nan == OnNan::rollback && state_.rollbacks == most_rollbacks)
        diverged(what + ", after " + std::to_string(most_rollbacks) + " rollbacks");
    if (talks()) progress_.clear();
    if (arguments_.on_nan == OnNan::skip) {
        if (leads()) std::fprintf(stderr, "digits: %s; skipped\n", what.c_str());
        ++state_.skipped;
        ++state_.step;
    } else {
        roll_back();
        if (!leads()) return;
        std::fprintf(stderr, "digits: %s; back to epoch %d, step %zu, from now on with the learning rate times %g\n", what.c_str(), state_.epoch,
                     state_.step, std::ldexp(1.0, -state_.rollbacks));
    }
}

void Training::roll_back() {
    const int rollbacks = state_.rollbacks + 1;
    const std::optional<fs::path> newest = checkpoints_.newest();
    if (!newest) throw duet::Error(checkpoints_.folder().string() + ": holds no checkpoint to go back to; expected those of this run");
    const Checkpoint checkpoint = read_checkpoint(*newest);
    if (checkpoint.state.epoch != state_.epoch) throw duet::Error(newest->string() + ": is not of epoch " + std::to_string(state_.epoch));
    resume(checkpoint);
    model_.facts.scales = checkpoint.model.facts.scales;
    state_.rollbacks = rollbacks;
    model_.engine->scale_learning_rate(std::ldexp(1.0, -rollbacks));
    saved_.reset();
}

void Training::diverged(const std::string& what) const {
    throw duet::Error("training diverged: " + what + "; try a smaller --lr, or go on from the last checkpoint: digits train --resume --out " +
                      arguments_.out + " --on-nan rollback, or skip");
}

} // namespace digits
