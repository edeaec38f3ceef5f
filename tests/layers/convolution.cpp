#define BOOST_TEST_MODULE convolution
#include "duet/layers/convolution.hpp"

#include "duet/layers/layer_probe.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

using namespace duet;
using kernels::ConvShape;
using kernels::PictureOrder;

namespace {

struct OfPlanes : ConvolutionLayer<Shape<2, 3, 4>, 5, Shape<5, 2, 3, 3>, ConvShape{2, {3, 4}, 5, 3, 1, 1, 1}> {
    static constexpr std::string_view type_name = "planes";
};
struct OfTokens : ConvolutionLayer<Shape<4, 2>, 5, Shape<5, 2, 3>, ConvShape{2, {1, 4}, 5, {1, 3}, 1, {0, 1}, {0, 1}, PictureOrder::pixels}> {
    static constexpr std::string_view type_name = "tokens";
};

static_assert(std::is_same_v<OfPlanes::Output, Shape<5, 3, 4>>);
static_assert(std::is_same_v<OfTokens::Output, Shape<4, 5>>);
static_assert(OfPlanes::fan_in == 18 && OfPlanes::fan_out == 45);
static_assert(OfTokens::fan_in == 6 && OfTokens::fan_out == 15);
static_assert(OfPlanes::multiply_adds == 60 * 18 && OfTokens::multiply_adds == 20 * 6);

/// A convolution whose weight is one where `tap` says, from channel 0 to channel 0, and its bias 7 there: output and input of that channel.
template <class Layer>
void check_moved_by(std::size_t tap, std::size_t channel_stride, std::size_t step, std::size_t width) {
    LayerProbe<Layer, double> probe(1);
    probe.parameters.fill(0);
    probe.parameters[tap] = 1;
    probe.parameters[parameter_offset<Layer>("bias")] = 7;
    for (std::size_t i = 0; i < probe.input.size(); ++i) probe.input[i] = static_cast<double>(i + 1);
    probe.forward();
    for (std::size_t column = 0; column < width; ++column) {
        const double from_the_left = column == 0 ? 0 : probe.input[(column - 1) * step];
        BOOST_TEST(probe.output[column * channel_stride] == 7 + from_the_left);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(weight_then_bias) {
    BOOST_TEST((OfPlanes::parameter_list[0].name == std::string_view("weight") && OfPlanes::parameter_list[1].name == std::string_view("bias")));
    check_moved_by<OfPlanes>(3, 1, 1, 4); // the middle row's first tap
    check_moved_by<OfTokens>(0, 5, 2, 4); // the first tap: the token before
}
