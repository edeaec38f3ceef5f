#define BOOST_TEST_MODULE conv1d
#include "duet/layers/conv1d.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <type_traits>

using namespace duet;

using Layer = bind<Conv1d<4, 3>, Shape<7, 2>>;
static_assert(std::is_same_v<Layer::Output, Shape<7, 4>>);
static_assert(Layer::parameter_list[0].name.view() == "weight" && Layer::parameter_list[0].size() == 4 * 2 * 3);
static_assert(Layer::multiply_adds == 7 * 4 * 2 * 3);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Conv1d<4, 3>, Shape<7, 2>>();
    check_layer<Conv1d<3, 5>, Shape<6, 5>>();
    check_layer<Conv1d<18, 2>, Shape<5, 17>>();
}

BOOST_AUTO_TEST_CASE(by_hand) {
    LayerProbe<bind<Conv1d<1, 3>, Shape<4, 1>>, float> conv(1);
    const std::array<float, 3> weight{1, 10, 100};
    std::copy(weight.begin(), weight.end(), conv.parameters.data());
    conv.parameters[round_up_to_block(3)] = 0.5F;
    for (std::size_t i = 0; i < 4; ++i) conv.input[i] = static_cast<float>(i + 1);
    conv.forward();
    const std::array<float, 4> expected{210.5F, 321.5F, 432.5F, 43.5F};
    for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(conv.output[i] == expected[i]);
}
