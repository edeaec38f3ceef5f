// A small model that reads the voice as what it is: 39 frames of 13 coefficients.
#pragma once

#include "digits/models/reference.hpp"

namespace digits {

/// 39 tokens of width 64 through two encoder blocks. The image's embedding then asks all 39 of them.
using FrameEncoder = Sequential<Named<"embed", Linear<64>>, PositionalEncoding, Named<"layers", Repeat<2, TransformerEncoderLayer<4, 128>>>,
                                Named<"norm", LayerNorm>, Named<"fc", Linear<128>>>;

using Twin39Network =
    TwoInputs<ImageBranch<Widths{}, 5, 128>, Named<"trans", FrameEncoder>, Named<"fusion", CrossAttention<8>>, Named<"fc", Linear<10>>>;

using Twin39 = Model<Twin39Network, Image, Shape<39, 13>>;
static_assert(Twin39::parameter_count == 1'031'946);

} // namespace digits
