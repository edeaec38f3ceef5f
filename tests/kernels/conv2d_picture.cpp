#define BOOST_TEST_MODULE conv2d_picture
#include "duet/kernels/conv2d_picture.hpp"

#include "duet/core/buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

using namespace duet;
using namespace duet::kernels;

namespace {

constexpr std::size_t channels = lanes<float>;
constexpr ConvPass square{4, 4, 3, 3, 1, 1, 6 * channels, channels, channels};
constexpr ConvPass line{1, 7, 1, 3, 1, 1, 9 * channels, channels, channels};
static_assert(ConvPicture<square, float>::by_winograd && !ConvPicture<line, float>::by_winograd);

/// What the chosen way makes of a picture, beside the definition.
template <ConvPass C>
double largest_difference() {
    using Picture = ConvPicture<C, float>;
    Buffer<float> x((C.height + C.kernel_height - 1) * C.in_row), taps(Picture::taps_size), weights(Picture::weights_size);
    Buffer<float> room(std::max<std::size_t>(Picture::taps_size, Picture::scratch_size)), y(C.height * C.width * C.out_channels), expected(y.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i * 5 % 7) - 3;
    for (std::size_t i = 0; i < taps.size(); ++i) taps[i] = static_cast<float>(i * 3 % 11) - 5;
    Picture::prepare([&](float* to) { std::copy_n(taps.data(), taps.size(), to); }, room.data(), weights.data());
    const auto read = [&](std::size_t) { return x.data(); };
    std::size_t written = 0;
    const auto write = [&](std::size_t) { ++written; };
    Picture::convolve(0, 1, read, weights.data(), nullptr, room.data(), y.data(), write);
    ConvByDefinition<C, float>::convolve(0, 1, read, taps.data(), nullptr, nullptr, expected.data(), write);
    BOOST_TEST(written == 2U);
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        difference = std::max(difference, std::abs(static_cast<double>(y[i]) - static_cast<double>(expected[i])));
        largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    }
    return difference / largest;
}

} // namespace

BOOST_AUTO_TEST_CASE(either_way_gives_the_convolution) {
    BOOST_TEST(largest_difference<square>() < 1e-5);
    BOOST_TEST(largest_difference<line>() == 0);
}
