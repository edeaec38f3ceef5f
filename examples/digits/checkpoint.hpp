// A training run on disk: where it stands, and everything that it goes on from.
#pragma once

#include "digits/commands/commands.hpp"
#include "digits/metrics.hpp"
#include "digits/saved_model.hpp"

#include "duet/io/safetensors.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace digits {

/// A run that cannot be trained for NaN and infinity gives up after so many steps left out in a row, or so many ways back.
inline constexpr std::size_t most_skipped = 10;
inline constexpr int most_rollbacks = 10;

/// How far a run has come. Sums are over the steps of the epoch that are done.
struct RunState {
    int epoch = 1;        // the one that is trained
    std::size_t step = 0; // how many of its steps are done
    std::size_t seen = 0; // samples that were learnt from
    std::size_t correct = 0;
    double loss = 0;
    double seconds = 0;
    std::size_t skipped = 0;          // steps that were not finite, since the last that was
    int rollbacks = 0;                // of the whole run; each has halved the learning rate
    std::vector<EpochRecord> records; // of the epochs before

    [[nodiscard]] bool begun() const { return epoch > 1 || step > 0; }
};

/// What stands in a checkpoint.
struct Checkpoint {
    std::filesystem::path folder;
    SavedModel model;         // its parameters, front end, statistics
    TrainArguments arguments; // those that decide the run's bits
    std::uint32_t data = 0;   // the fingerprint
    RunState state;
    duet::io::SafeTensors trainer; // what the engine's training state is read from
};

/// Writes model.safetensors, trainer.safetensors and metrics.csv into `folder`. Throws duet::Error if that cannot be done.
void write_checkpoint(const std::filesystem::path& folder, SavedModel& model, const TrainArguments& arguments, std::uint32_t data,
                      const RunState& state);

/// Reads them. Throws duet::Error that names the file and what is wrong with it.
Checkpoint read_checkpoint(const std::filesystem::path& folder);

} // namespace digits
