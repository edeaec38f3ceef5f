// An input and what a model makes of it: whoever has both can tell whether it is still the same model.
#pragma once

#include "digits/engine/engine.hpp"

#include <string>
#include <vector>

namespace digits {

/// Standardised inputs of one sample, and its logits.
struct Sample {
    std::vector<float> image, audio, logits;
};

/// An input that is the same for all models of these sizes, and what the engine makes of it.
Sample make_sample(Engine& engine);

/// Throws duet::Error, naming the file, if the engine makes something else of the input: more than rounding on another processor can explain.
void check_sample(Engine& engine, const Sample& sample, const std::string& file);

} // namespace digits
