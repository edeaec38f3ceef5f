#define BOOST_TEST_MODULE conv2d
#include "duet/layers/conv2d.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace duet;

namespace {
template <class Spec, class In>
using Output = typename bind<Spec, In>::Output;
}

static_assert(std::is_same_v<Output<Conv2d<32, 5>, Shape<1, 28, 28>>, Shape<32, 28, 28>>);
static_assert(std::is_same_v<Output<Conv2d<4, 4>, Shape<2, 8, 9>>, Shape<4, 8, 9>>);
static_assert(std::is_same_v<Output<Conv2d<4, Extent2d{3, 5}, Padding::valid>, Shape<2, 8, 9>>, Shape<4, 6, 5>>);
static_assert(std::is_same_v<Output<Conv2d<4, 3, Padding::same, 2>, Shape<2, 7, 9>>, Shape<4, 4, 5>>);
static_assert(std::is_same_v<Output<Conv2d<4, 3, Padding::valid, 2>, Shape<2, 8, 8>>, Shape<4, 3, 3>>);
static_assert(bind<Conv2d<64, 5>, Shape<32, 14, 14>>::multiply_adds == 64 * 14 * 14 * 32 * 25);
static_assert(bind<Conv2d<64, 5>, Shape<32, 14, 14>>::parameter_list[0].size() == 51200);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Conv2d<3, 3>, Shape<2, 5, 4>>();
    check_layer<Conv2d<5, 4>, Shape<1, 5, 6>>();
    check_layer<Conv2d<2, Extent2d{3, 1}, Padding::valid, Extent2d{2, 1}>, Shape<3, 6, 3>>();
    check_layer<Conv2d<17, 3, Padding::same, 2>, Shape<2, 5, 5>>();
}

BOOST_AUTO_TEST_CASE(window_stands_where_it_should) {
    // A picture with a single 1 shows the kernel turned round, about the 1.
    LayerProbe<bind<Conv2d<1, 3>, Shape<1, 3, 3>>, double> probe(1);
    for (std::size_t i = 0; i < 9; ++i) {
        probe.input[i] = i == 4;
        probe.parameters[i] = static_cast<double>(i);
    }
    probe.parameters[block] = 100;
    probe.forward();
    for (std::size_t i = 0; i < 9; ++i) BOOST_TEST(probe.output[i] == 108 - static_cast<double>(i));
}
