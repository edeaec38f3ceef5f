// Files of a training that `fit` runs: the best model so far, and where the training stands.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/safetensors.hpp"
#include "duet/io/trainer_file.hpp"
#include "duet/train/fit.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>

namespace duet::io {

/// A callback that writes the parameters of `model`, which must outlive it, after each epoch that is the best so far. What it writes appears whole or
/// not at all; throws Error if it cannot be written. Keras equivalent: `ModelCheckpoint(path, save_best_only=True)`.
template <class M>
Callback save_best(const std::filesystem::path& path, const M& model, const Metadata& metadata = {}) {
    return [path, &model, metadata](const Epoch& epoch) {
        if (epoch.best) write_parameters<typename M::Scalar>(path, M::parameter_table, model.parameters(), metadata);
        return true;
    };
}

/// A callback that writes where `trainer`, which must outlive it, stands after each epoch; see `go_on_from`. Writes and throws as above.
template <class M, class Loss, class Optimiser>
Callback save_last(const std::filesystem::path& path, Trainer<M, Loss, Optimiser>& trainer) {
    return [path, &trainer](const Epoch& epoch) {
        std::array<char, 32> text{};
        char* const end = std::to_chars(text.data(), text.data() + text.size(), epoch.lowest_loss).ptr;
        write_trainer_state(path, trainer.state(), {{"lowest_loss", std::string(text.data(), end)}});
        return true;
    };
}

/// Puts a trainer of the same type where `save_last` wrote that it stood, so that `fit` goes on to the bit (its patience begins anew). Returns the
/// `FitOptions::lowest_loss` to go on with: infinity if there is no such file. Throws Error, the trainer unchanged, for a file of another training.
template <class M, class Loss, class Optimiser>
double go_on_from(const std::filesystem::path& path, Trainer<M, Loss, Optimiser>& trainer) {
    double lowest_loss = std::numeric_limits<double>::infinity();
    if (!std::filesystem::exists(path)) return lowest_loss;
    const SafeTensors file = SafeTensors::read(path);
    const auto found = file.metadata().find("lowest_loss");
    const std::string text = found == file.metadata().end() ? "" : found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), lowest_loss);
    if (error != std::errc{} || end != text.data() + text.size() || std::isnan(lowest_loss)) {
        throw Error(path.string() + ": metadata 'lowest_loss' is no number; expected a file that save_last wrote");
    }
    read_trainer_state(file, path.string(), trainer.state());
    return lowest_loss;
}

} // namespace duet::io
