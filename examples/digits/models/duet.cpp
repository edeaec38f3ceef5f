#include "digits/models/duet.hpp"

#include "digits/engine/model_engine.hpp"
#include "digits/engine/zoo.hpp"

std::unique_ptr<digits::Engine> digits::make_duet() { return std::make_unique<ModelEngine<Duet, HearingRecipe, SeeingAlone, HearingAlone>>(); }
