// A trained model as one file: parameters, the statistics that standardise its inputs, and how it was trained.
#pragma once

#include "digits/engine/engine.hpp"

#include "duet/data/front_end.hpp"
#include "duet/data/standardiser.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace digits {

/// What the logits are multiplied by, so that their softmax is as sure as it is right: of both inputs, and of each alone. 1: nothing is known.
struct Scales {
    double both = 1, image = 1, audio = 1;
};

/// What the file says beside the parameters.
struct ModelFacts {
    std::string name;
    std::uint64_t seed = 1;
    std::string data; // the --data it was trained on
    double validation_fraction = 0.2;
    std::size_t limit = 0;
    duet::data::FrontEnd front_end;
    duet::data::Standardiser image_statistics;
    duet::data::Standardiser audio_statistics; // of the front end's tokens
    Scales scales;                             // under which the validation rows' labels are likeliest
};

struct SavedModel {
    ModelFacts facts;
    std::unique_ptr<Engine> engine;
};

/// Writes the engine's parameters, the facts, and an input with what the engine makes of it to `file` (safetensors), whole or not at all. Throws
/// duet::Error if it cannot be written.
void save_model(const std::filesystem::path& file, Engine& engine, const ModelFacts& facts);

/// A model file, or `model.safetensors` in a folder. Throws duet::Error if there is none.
std::filesystem::path model_file(const std::filesystem::path& file_or_folder);

/// Reads a model file, or `model.safetensors` in a folder. Throws duet::Error that names the file and what is wrong with it; also if the model makes
/// something else of the input in the file than the file says.
SavedModel load_model(const std::filesystem::path& file_or_folder);

/// Text for a file's metadata, which is UTF-8: a folder's name may be any bytes.
std::string as_utf8(const std::string& text);

} // namespace digits
