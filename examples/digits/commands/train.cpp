#include "digits/commands/commands.hpp"

#include "digits/augmented_rows.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/inference.hpp"
#include "digits/output.hpp"
#include "digits/rows_for.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/format.hpp"
#include "digits/training.hpp"

#include "duet/core/error.hpp"
#include "duet/kernels/blas_setup.hpp"

#include <cstdio>
#include <optional>

namespace digits {

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
