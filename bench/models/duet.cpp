#include "models/model_benchmarks.hpp"

#include "digits/models/duet.hpp"

static_assert(digits::Duet::parameter_count == 525'590); // as its twin in PyTorch

static const bool registered = bench::register_model<digits::Duet>("duet");
