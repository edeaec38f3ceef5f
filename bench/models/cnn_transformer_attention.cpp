#include "models/model_benchmarks.hpp"

#include "digits/models/reference.hpp"

static const bool registered = bench::register_model<digits::CnnTransformerAttention>("cnn-transformer-attention");
