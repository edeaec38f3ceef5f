#include "digits/commands/commands.hpp"

#include "digits/checkpoint.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/fingerprint.hpp"
#include "digits/folder_lock.hpp"
#include "digits/job.hpp"
#include "digits/output.hpp"
#include "digits/rows_for.hpp"
#include "digits/saved_model.hpp"
#include "digits/stop_signals.hpp"
#include "digits/terminal/format.hpp"
#include "digits/training.hpp"
#include "digits/training_rows.hpp"

#include "duet/core/error.hpp"
#include "duet/kernels/blas_setup.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

namespace digits {

namespace {

/// Throws duet::Error if a run stands in the folder that has not come to its end.
void require_no_unfinished_run(const TrainArguments& arguments) {
    const auto newest = checkpoints_of(arguments).newest();
    if (!newest) return;
    const Checkpoint checkpoint = read_checkpoint(*newest);
    if (!checkpoint.state.begun() || checkpoint.state.epoch > checkpoint.arguments.epochs) return;
    throw duet::Error(arguments.out + ": holds a run that stands in epoch " + std::to_string(checkpoint.state.epoch) + " of " +
                      std::to_string(checkpoint.arguments.epochs) + "; go on with it (digits train --resume --out " + arguments.out +
                      "), choose another --out, or delete " + newest->parent_path().string());
}

Checkpoint newest_checkpoint(const TrainArguments& arguments) {
    const auto newest = checkpoints_of(arguments).newest();
    if (!newest) throw duet::Error(arguments.out + ": holds no checkpoint to resume; expected the --out of a training run");
    return read_checkpoint(*newest);
}

/// The run's arguments, where it is written and how, and where its data is by now.
TrainArguments resumed(const TrainArguments& run, const TrainArguments& now) {
    TrainArguments arguments = run;
    if (!now.data.empty()) arguments.data = now.data;
    if (!now.recordings.empty()) arguments.recordings = now.recordings;
    if (!now.voices.empty()) arguments.voices = now.voices;
    arguments.out = now.out;
    arguments.threads = now.threads;
    arguments.resume = true;
    arguments.keep = now.keep;
    arguments.checkpoint_every = now.checkpoint_every;
    arguments.on_nan = now.on_nan;
    arguments.json = now.json;
    return arguments;
}

SavedModel new_model(const TrainArguments& arguments) {
    const ZooEntry& entry = find_model(arguments.model);
    SavedModel model;
    model.engine = entry.make();
    model.facts.name = entry.name;
    model.facts.seed = arguments.seed;
    model.facts.data = arguments.data;
    model.facts.validation_fraction = arguments.validation_fraction;
    model.facts.limit = arguments.limit;
    model.facts.front_end = model.engine->front_end();
    return model;
}

/// The whole of what a rank does.
void train_on(duet::Communicator& ranks, const TrainArguments& given) {
    const bool leads = ranks.rank() == 0;
    const bool talks = leads && !given.json;
    std::optional<FolderLock> lock;
    std::optional<Checkpoint> checkpoint;
    if (given.resume) {
        if (leads) lock.emplace(given.out);
        checkpoint = newest_checkpoint(given);
    }
    const TrainArguments arguments = checkpoint ? resumed(checkpoint->arguments, given) : given;
    SavedModel model = checkpoint ? std::move(checkpoint->model) : new_model(arguments);
    ModelFacts& facts = model.facts;
    if (leads) {
        if (const auto complaint = duet::kernels::blas_complaint()) std::fprintf(stderr, "digits: %s\n", complaint->c_str());
    }
    if (talks) announce_data(arguments.data);
    const LostPagesSpeak of_mapped_rows;
    DigitRows rows = load_training_rows({arguments.data, arguments.seed, arguments.threads, ranks.size() > 1}, arguments.limit);
    const duet::data::Split split = split_rows(rows, arguments.validation_fraction, arguments.seed);

    if (!arguments.recordings.empty()) {
        if (!model.engine->augments()) throw duet::Error("--recordings: " + facts.name + " is trained on rows as they are; expected --model duet");
        rows.recordings = load_row_recordings(arguments.recordings, rows.groups, arguments.threads);
    }
    if (!arguments.voices.empty()) {
        if (rows.recordings.empty()) throw duet::Error("--voices: are heard beside recordings; expected --recordings DIR too");
        add_stand_ins(rows.recordings, arguments.voices, arguments.threads);
    }
    if (!checkpoint) TrainingRows(rows, model, arguments.threads).fit_statistics(split.train, ranks);
    Training training(ranks, arguments, model, rows, split, fingerprint(rows, ranks));
    if (leads) require_output_folder(arguments.out, {"model.safetensors", "metrics.csv", "report.html"});
    if (checkpoint) {
        training.resume(*checkpoint);
    } else if (leads) {
        lock.emplace(arguments.out);
        require_no_unfinished_run(arguments);
        checkpoints_of(arguments).clear();
    }
    if (talks) {
        std::printf("model: %s, %s parameters\n%s\n", arguments.model.c_str(), grouped(model.engine->parameter_count()).c_str(),
                    describe_split(rows, split).c_str());
        if (checkpoint) std::printf("resumed: %s\n", checkpoint->folder.c_str());
        if (ranks.size() > 1) std::printf("ranks: %zu\n", ranks.size());
    }
    const BrokenPipesFail plain;
    training.run();
    if (leads) training.report();
    std::fflush(stdout); // while a pipe without a reader is still an error, which main reports
}

} // namespace

void train(const TrainArguments& given) {
    on_all_ranks(std::chrono::seconds(given.patience), [&](duet::Communicator& ranks) { train_on(ranks, given); });
}

} // namespace digits
