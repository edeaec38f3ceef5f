// The image branch with its convolutions, ReLUs and poolings as layers of their own, against the fused ones of model "image".
#include "models/model_benchmarks.hpp"

#include "digits/models/reference.hpp"

namespace {

using namespace duet;
using Unfused = Sequential<Conv2d<32, 5>, Sequential<ReLU>, MaxPool2d<2>, Conv2d<64, 5>, Sequential<ReLU>, MaxPool2d<2>, Flatten, Linear<256>, ReLU,
                           Dropout<0.2>, Linear<10>>;
using UnfusedImage = Model<Unfused, digits::Image>;
static_assert(UnfusedImage::parameter_count == 857'738);

const bool registered = bench::register_steps<UnfusedImage>("image-plain");

} // namespace
