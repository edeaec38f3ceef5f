// The image branch on its own, as a classifier of written digits.
#include "models/model_benchmarks.hpp"

#include "digits/models/reference.hpp"

using ImageModel = duet::Model<digits::ImageBranch<digits::Widths{}, 5, 10>, digits::Image>;
static_assert(ImageModel::parameter_count == 857'738);

static const bool registered = bench::register_model<ImageModel>("image");
