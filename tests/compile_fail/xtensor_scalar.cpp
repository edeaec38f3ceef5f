// expect: an xtensor container must hold the scalar type of the model
// expect-given: double
#include "duet/layers/linear.hpp"
#include "duet/model/xtensor.hpp"

#ifdef MENDED
using Scalar = float;
#else
using Scalar = double;
#endif
void call(const duet::Model<duet::Linear<10>, duet::Shape<28>>& model, const xt::xtensor<Scalar, 2>& x) { duet::predict(model, x); }
