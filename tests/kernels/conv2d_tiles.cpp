#define BOOST_TEST_MODULE conv2d_tiles
#include "duet/kernels/conv2d_tiles.hpp"

#include "duet/core/buffer.hpp"
#include "whole_numbers.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using namespace duet::kernels;
using duet::Buffer;

namespace {

/// 3x2 kernels at stride (1, 2) over a padded picture of 7 x 12 pixels of 3 channels, to 5 x 6 pixels of three vectors of channels.
template <class T>
constexpr ConvPass pass{5, 6, 3, 2, 1, 2, 12 * 3, 3, 3 * lanes<T>};
template <class T>
constexpr PixelLayout slopes_layout{0, 6 * pass<T>.out_channels, pass<T>.out_channels};

template <class T>
Buffer<T> aligned(const std::vector<T>& values) {
    Buffer<T> buffer(values.size());
    std::ranges::copy(values, buffer.data());
    return buffer;
}

template <class T>
std::vector<T> plain(const Buffer<T>& buffer) {
    return {buffer.data(), buffer.data() + buffer.size()};
}

/// body(pixel of the output, output channel, tap of the kernel, element of the input that they meet).
template <class T, class F>
void for_products(const F& body) {
    constexpr ConvPass C = pass<T>;
    for (std::size_t p = 0; p < C.height * C.width; ++p) {
        for (std::size_t tap = 0; tap < C.kernel_height * C.kernel_width * C.in_pixel; ++tap) {
            const std::size_t row = p / C.width * C.stride_height + tap / (C.kernel_width * C.in_pixel);
            const std::size_t element = row * C.in_row + p % C.width * C.stride_width * C.in_pixel + tap % (C.kernel_width * C.in_pixel);
            for (std::size_t o = 0; o < C.out_channels; ++o) body(p, o, tap, element);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(all_passes_are_those_of_the_definition, T, Scalars) {
    constexpr ConvPass C = pass<T>;
    constexpr std::size_t taps = C.kernel_height * C.kernel_width * C.in_pixel;
    const Buffer<T> x = aligned(numbers<T>(7 * C.in_row, 3));
    const Buffer<T> weights = aligned(numbers<T>(taps * C.out_channels, 5));
    const Buffer<T> bias = aligned(numbers<T>(C.out_channels, 2));
    const Buffer<T> dy = aligned(numbers<T>(C.height * C.width * C.out_channels, 4));

    Buffer<T> y(dy.size());
    conv_rows<C>(x.data(), weights.data(), bias.data(), 0, 3, y.data()); // in two strokes
    conv_rows<C>(x.data(), weights.data(), bias.data(), 3, 2, y.data() + 3 * C.width * C.out_channels);
    Buffer<T> weight_gradient(weights.size()), bias_gradient(bias.size());
    for (T& value : weight_gradient.span()) value = 1; // added to
    weight_gradient_picture<C, slopes_layout<T>>(x.data(), dy.data(), weight_gradient.data());
    bias_gradient_picture<C, slopes_layout<T>>(dy.data(), bias_gradient.data());

    std::vector<T> expected_y(y.size()), expected_weights(weights.size(), 1), expected_bias(bias.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
        expected_y[i] = bias.data()[i % C.out_channels];
        expected_bias[i % C.out_channels] += dy.data()[i];
    }
    for_products<T>([&](std::size_t p, std::size_t o, std::size_t tap, std::size_t element) {
        expected_y[p * C.out_channels + o] += weights.data()[tap * C.out_channels + o] * x.data()[element];
        expected_weights[tap * C.out_channels + o] += dy.data()[p * C.out_channels + o] * x.data()[element];
    });
    BOOST_TEST(plain(y) == expected_y, boost::test_tools::per_element()); // whole numbers: exact in any order
    BOOST_TEST(plain(weight_gradient) == expected_weights, boost::test_tools::per_element());
    BOOST_TEST(plain(bias_gradient) == expected_bias, boost::test_tools::per_element());
}
