// The recurrent branch by itself, on a voice as what it is: 39 frames of 13 coefficients.
#include "models/model_benchmarks.hpp"

#include "digits/models/reference.hpp"

using Lstm39 = duet::Model<duet::Sequential<duet::LSTM<256, 2, duet::LSTMOutput::last, 0.2>, duet::Linear<10>>, duet::Shape<39, 13>>;

static const bool registered = bench::register_model<Lstm39>("lstm39");
