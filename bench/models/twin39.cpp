#include "models/model_benchmarks.hpp"

#include "digits/models/twin39.hpp"

static const bool registered = bench::register_model<digits::Twin39>("twin39");
