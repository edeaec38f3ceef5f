// expect: Concat needs several inputs that differ in their last extent only
// expect-given: Shape<4, 8>
#include "duet/compose/concat.hpp"
#include "duet/model/model.hpp"

#ifdef MENDED
duet::Model<duet::Concat, duet::Shape<4, 8>, duet::Shape<4, 2>> model;
#else
duet::Model<duet::Concat, duet::Shape<4, 8>, duet::Shape<3, 8>> model;
#endif
