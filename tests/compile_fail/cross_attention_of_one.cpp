// expect: CrossAttention needs two inputs
// expect-given: Shape<128>
#include "duet/blocks/cross_attention.hpp"
#include "duet/model/model.hpp"

#ifdef MENDED
duet::Model<duet::CrossAttention<8>, duet::Shape<128>, duet::Shape<128>> model;
#else
duet::Model<duet::CrossAttention<8>, duet::Shape<128>> model;
#endif
