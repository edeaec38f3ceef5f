// expect: Branches needs as many inputs as it has branches
// expect-given: Shape<39, 13>
#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"

using Branch = duet::Sequential<duet::Flatten, duet::Linear<8>>;
#ifdef MENDED
using Network = duet::Sequential<duet::Branches<Branch, Branch>, duet::Concat, duet::Linear<10>>;
#else
using Network = duet::Sequential<duet::Branches<Branch, Branch, Branch>, duet::Concat, duet::Linear<10>>;
#endif
duet::Model<Network, duet::Shape<1, 28, 28>, duet::Shape<39, 13>> model;
