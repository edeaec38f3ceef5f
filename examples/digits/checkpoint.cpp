#include "digits/checkpoint.hpp"

#include "digits/metadata_entries.hpp"
#include "digits/terminal/format.hpp"

#include "duet/core/error.hpp"
#include "duet/io/trainer_file.hpp"

#include <limits>
#include <utility>

namespace digits {

namespace fs = std::filesystem;

namespace {

constexpr const char* model_name = "model.safetensors";
constexpr const char* trainer_name = "trainer.safetensors";
constexpr const char* metrics_name = "metrics.csv";

} // namespace

void write_checkpoint(const fs::path& folder, SavedModel& model, const TrainArguments& arguments, std::uint32_t data, const RunState& state) {
    save_model(folder / model_name, *model.engine, model.facts);
    write_metrics(folder / metrics_name, state.records);
    duet::io::write_trainer_state(folder / trainer_name, model.engine->training_state(),
                                  {{"recordings", as_utf8(arguments.recordings)},
                                   {"voices", as_utf8(arguments.voices)},
                                   {"epochs", number_text(arguments.epochs)},
                                   {"batch", number_text(arguments.batch)},
                                   {"learning_rate", number_text(arguments.learning_rate)},
                                   {"reproducible", number_text(arguments.reproducible ? 1 : 0)},
                                   {"data.checksum", number_text(data)},
                                   {"epoch", number_text(state.epoch)},
                                   {"epoch.step", number_text(state.step)},
                                   {"epoch.seen", number_text(state.seen)},
                                   {"epoch.correct", number_text(state.correct)},
                                   {"epoch.loss", number_text(state.loss)},
                                   {"epoch.seconds", number_text(state.seconds)},
                                   {"skipped", number_text(state.skipped)},
                                   {"rollbacks", number_text(state.rollbacks)}});
}

Checkpoint read_checkpoint(const fs::path& folder) {
    Checkpoint checkpoint{folder, load_model(folder / model_name), {}, 0, {}, duet::io::SafeTensors::read(folder / trainer_name)};
    const Entries entries(checkpoint.trainer.metadata(), (folder / trainer_name).string());
    constexpr std::size_t most_rows = std::numeric_limits<std::uint32_t>::max();

    const ModelFacts& facts = checkpoint.model.facts;
    TrainArguments& arguments = checkpoint.arguments;
    arguments.model = facts.name;
    arguments.data = facts.data;
    arguments.seed = facts.seed;
    arguments.limit = facts.limit;
    arguments.validation_fraction = facts.validation_fraction;
    arguments.recordings = entries.text("recordings");
    arguments.voices = entries.text("voices");
    arguments.epochs = entries.between("epochs", 1, most_epochs);
    arguments.batch = entries.between<std::size_t>("batch", 1, most_batch);
    arguments.learning_rate = entries.positive<double>("learning_rate", most_learning_rate);
    arguments.reproducible = entries.between("reproducible", 0, 1) == 1;
    checkpoint.data = entries.number<std::uint32_t>("data.checksum");

    RunState& state = checkpoint.state;
    state.epoch = entries.between("epoch", 1, arguments.epochs + 1);
    state.step = entries.between<std::size_t>("epoch.step", 0, most_rows);
    state.seen = entries.between<std::size_t>("epoch.seen", 0, most_rows);
    state.correct = entries.between<std::size_t>("epoch.correct", 0, state.seen);
    state.loss = entries.between("epoch.loss", 0.0, std::numeric_limits<double>::max());
    state.seconds = entries.between("epoch.seconds", 0.0, std::numeric_limits<double>::max());
    state.skipped = entries.between<std::size_t>("skipped", 0, most_skipped);
    state.rollbacks = entries.between("rollbacks", 0, most_rollbacks);
    state.records = read_metrics(folder / metrics_name);
    if (state.records.size() + 1 != static_cast<std::size_t>(state.epoch)) {
        throw duet::Error((folder / metrics_name).string() + ": has " + std::to_string(state.records.size()) + " rows; expected " +
                          std::to_string(state.epoch - 1) + ", one for each epoch before that of " + trainer_name);
    }
    return checkpoint;
}

} // namespace digits
