// expect: MultiHeadAttention needs
// expect-given: Shape<39, 13>
#include "duet/compose/sequential.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/multi_head_attention.hpp"
#include "duet/model/model.hpp"

#ifdef MENDED
using Network = duet::Sequential<duet::Linear<64>, duet::MultiHeadAttention<4>, duet::LayerNorm>;
#else
using Network = duet::Sequential<duet::MultiHeadAttention<4>, duet::LayerNorm>;
#endif
duet::Model<Network, duet::Shape<39, 13>> model;
