// expect: an xtensor container must have one axis more than its Shape
// expect-given: Shape<1, 28, 28>
#include "duet/model/xtensor.hpp"

#ifdef MENDED
using Images = xt::xtensor<float, 4>;
#else
using Images = xt::xtensor<float, 2>;
#endif
auto call(const Images& images) { return duet::as_batch<duet::Shape<1, 28, 28>>(images); }
