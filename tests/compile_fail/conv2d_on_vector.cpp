// expect: Conv2d needs
// expect-given: Shape<784>
#include "duet/compose/sequential.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"

using Network = duet::Sequential<duet::Conv2d<8, 3>, duet::ReLU, duet::Linear<10>>;
#ifdef MENDED
using Net = duet::Model<Network, duet::Shape<1, 28, 28>>;
#else
using Net = duet::Model<Network, duet::Shape<784>>;
#endif
Net model;
duet::Predictor<Net> predictor(model);
