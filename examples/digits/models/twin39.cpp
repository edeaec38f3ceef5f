#include "digits/models/twin39.hpp"

#include "digits/engine/model_engine.hpp"
#include "digits/engine/zoo.hpp"

std::unique_ptr<digits::Engine> digits::make_twin39() { return std::make_unique<ModelEngine<Twin39>>(); }
