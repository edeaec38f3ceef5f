#include "digits/models/reference.hpp"

#include "digits/engine/model_engine.hpp"
#include "digits/engine/zoo.hpp"

std::unique_ptr<digits::Engine> digits::make_cnn_transformer_attention() { return std::make_unique<ModelEngine<CnnTransformerAttention>>(); }
