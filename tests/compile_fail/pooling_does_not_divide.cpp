// expect: MaxPool2d needs
// expect-given: Shape<8, 7, 7>
#include "duet/compose/sequential.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/max_pool2d.hpp"
#include "duet/model/model.hpp"

using Network = duet::Sequential<duet::MaxPool2d<2>, duet::Flatten, duet::Linear<10>>;
#ifdef MENDED
duet::Model<Network, duet::Shape<8, 8, 8>> model;
#else
duet::Model<Network, duet::Shape<8, 7, 7>> model;
#endif
