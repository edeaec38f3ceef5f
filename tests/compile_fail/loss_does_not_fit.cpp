// expect: CrossEntropy needs a model whose output is one Shape<..., classes>
// expect-given: Shape<39, 8>
#include "duet/compose/branches.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/trainer.hpp"

using Both = duet::Branches<duet::Linear<10>, duet::Linear<8>>;
#ifdef MENDED
using Net = duet::Model<duet::Linear<10>, duet::Shape<28>>;
#else
using Net = duet::Model<Both, duet::Shape<28>, duet::Shape<39, 13>>;
#endif
Net model;
duet::Trainer<Net, duet::CrossEntropy, duet::Adam> trainer(model, {}, {});
