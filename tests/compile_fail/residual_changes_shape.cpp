// expect: Residual needs parts that give the shape they take
// expect-given: Shape<16>
#include "duet/compose/residual.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"

#ifdef MENDED
using Network = duet::Residual<duet::Linear<16>>;
#else
using Network = duet::Residual<duet::Linear<8>>;
#endif
duet::Model<Network, duet::Shape<16>> model;
