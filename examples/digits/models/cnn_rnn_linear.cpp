#include "digits/models/reference.hpp"

#include "digits/engine/model_engine.hpp"
#include "digits/engine/zoo.hpp"

std::unique_ptr<digits::Engine> digits::make_cnn_rnn_linear() { return std::make_unique<ModelEngine<CnnRnnLinear>>(); }
