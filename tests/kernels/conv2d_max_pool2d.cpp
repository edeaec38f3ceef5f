#define BOOST_TEST_MODULE conv2d_max_pool2d
#include "duet/kernels/conv2d_max_pool2d.hpp"

#include "plain_pool.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <vector>

using namespace duet;
using kernels::ConvShape;

namespace {

constexpr Extent2d window{2, 3};
constexpr std::size_t windows = 4;

template <class T>
constexpr std::size_t channels = 2 * kernels::lanes<T>;

} // namespace

using Scalars = std::tuple<float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(the_largest_of_each_window_and_which_it_was, T, Scalars) {
    const std::vector<T> values = few_values<T>(window.area() * windows * channels<T>, 1);
    Buffer<T> pixels(values.size()), pooled(windows * channels<T>), taps(windows * channels<T>);
    std::copy(values.begin(), values.end(), pixels.data());
    const auto element = [&](std::size_t w, std::size_t t) { return (t / window.width * windows + w) * window.width + t % window.width; };
    pixels.data()[element(1, 4) * channels<T>] = std::numeric_limits<T>::quiet_NaN();
    kernels::rectified_max_of_windows<window, windows, channels<T>>(pixels.data(), pooled.data(), taps.data());
    BOOST_TEST(std::isnan(pooled.data()[channels<T>]));
    for (std::size_t w = 0; w < windows; ++w) {
        for (std::size_t c = w == 1 ? 1 : 0; c < channels<T>; ++c) {
            T largest{};
            std::size_t tap = 0;
            for (std::size_t t = 0; t < window.area(); ++t) {
                const T value = pixels.data()[element(w, t) * channels<T> + c];
                if (value > largest) std::tie(largest, tap) = std::tuple(value, t + 1);
            }
            BOOST_TEST(pooled.data()[w * channels<T> + c] == largest);
            BOOST_TEST(taps.data()[w * channels<T> + c] == static_cast<T>(tap));
        }
    }
}

// Two windows of 2 x 2 beside each other in each of two channels.
BOOST_AUTO_TEST_CASE_TEMPLATE(slopes_that_pooling_lets_through, T, Scalars) {
    constexpr ConvShape shape{1, {2, 4}, 2, 3, 1, 1, 1};
    using Sparse = kernels::SparseLayout<shape, T>;
    const std::vector<T> taps{4, 0, 1, 2};
    const std::vector<T> dy{10, 20, 30, 40};
    std::vector<T> memory(2 * 2 * 2);
    const auto slopes = kernels::slopes_of_windows<shape, Extent2d(2)>(taps.data(), dy.data(), memory.data());
    BOOST_TEST((slopes[0].count == 1U && slopes[1].count == 2U));
    BOOST_TEST((slopes[0].values[0] == 10 && slopes[1].values[0] == 30 && slopes[1].values[1] == 40));
    BOOST_TEST(slopes[0].offset(0) == Sparse::row + 1); // the window's last element
    BOOST_TEST(slopes[1].offset(0) == 0U);
    BOOST_TEST(slopes[1].offset(1) == 3U); // the second of the second window
}
