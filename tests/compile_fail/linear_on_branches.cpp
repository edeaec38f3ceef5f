// expect: Linear needs one input
// expect-given: Shape<39, 4>
#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"

using Both = duet::Branches<duet::Linear<3>, duet::Linear<4>>;
#ifdef MENDED
using Network = duet::Sequential<Both, duet::Concat, duet::Linear<10>>;
#else
using Network = duet::Sequential<Both, duet::Linear<10>>;
#endif
duet::Model<Network, duet::Shape<39, 13>, duet::Shape<39, 5>> model;
