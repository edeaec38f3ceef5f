#define BOOST_TEST_MODULE golden_image_layers
#include "golden_case.hpp"

#include "duet/layers/avg_pool2d.hpp"
#include "duet/layers/batch_norm2d.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/max_pool2d.hpp"

using namespace duet;
using Image = Shape<2, 8, 8>;

BOOST_AUTO_TEST_CASE(convolution) {
    golden::check<Conv2d<4, 5>, Image>("conv2d_same_5x5");
    golden::check<Conv2d<4, 3, Padding::valid>, Image>("conv2d_valid_3x3");
    golden::check<Conv2d<4, 3, Padding::same, 2>, Image>("conv2d_stride2_same");
    golden::check<Conv2d<4, 3, Padding::same, 2>, Shape<2, 7, 9>>("conv2d_stride2_same_odd");
    golden::check<Conv2d<4, 3, Padding::valid, 2>, Image>("conv2d_stride2_valid");
    golden::check<Conv2d<4, 4>, Image>("conv2d_even_kernel_same");
    golden::check<Conv2d<4, 1>, Image>("conv2d_1x1");
}

BOOST_AUTO_TEST_CASE(pooling) {
    golden::check<MaxPool2d<2>, Image>("max_pool2d_2x2");
    golden::check<MaxPool2d<3, 2>, Shape<2, 7, 7>>("max_pool2d_3x3_stride2");
    golden::check<AvgPool2d<2>, Image>("avg_pool2d_2x2");
}

BOOST_AUTO_TEST_CASE(batch_norm2d) { golden::check<BatchNorm2d, Shape<3, 4, 5>>("batch_norm2d"); }
