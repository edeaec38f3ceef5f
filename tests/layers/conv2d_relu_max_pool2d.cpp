#define BOOST_TEST_MODULE conv2d_relu_max_pool2d
#include "duet/layers/conv2d_relu_max_pool2d.hpp"

#include "duet/core/random.hpp"
#include "duet/layers/check_layer.hpp"
#include "duet/layers/layer_probe.hpp"
#include "duet/layers/max_pool2d.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

using namespace duet;

namespace {

template <class Conv, class Pool>
using Fuse = typename Fusion<Conv, ReLU, Pool>::type;

static_assert(std::is_same_v<bind<Fuse<Conv2d<32, 5>, MaxPool2d<2>>, Shape<1, 28, 28>>::Output, Shape<32, 14, 14>>);
static_assert(!Fused<Fusion<Conv2d<32, 5>, ReLU, MaxPool2d<3, 2>>>, "windows that overlap");
static_assert(!Fused<Fusion<Conv2d<32, 5>, MaxPool2d<2>, ReLU>>);

constexpr std::size_t samples = 17;

/// Largest difference of a from b, against the largest of b.
template <class T>
double difference(const GuardedBuffer<T>& a, const GuardedBuffer<T>& b) {
    double largest = 0;
    double scale = 0;
    BOOST_REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
        scale = std::max(scale, std::abs(static_cast<double>(b[i])));
    }
    BOOST_TEST(scale > 0);
    return largest / scale;
}

template <class T>
void fill(GuardedBuffer<T>& buffer, Random& random) {
    for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = static_cast<T>(random.uniform(-1, 1));
}

/// The three layers of the list by themselves, against the one that stands for them.
template <class T, class Conv, class Pool, class In>
void equals_the_three(double tolerance) {
    using C = bind<Conv, In>;
    using R = bind<ReLU, typename C::Output>;
    using P = bind<Pool, typename R::Output>;
    using F = bind<Fuse<Conv, Pool>, In>;
    static_assert(std::is_same_v<typename F::Output, typename P::Output>);
    LayerProbe<C, T> conv(samples);
    LayerProbe<R, T> relu(samples);
    LayerProbe<P, T> pool(samples);
    LayerProbe<F, T> fused(samples);
    Random random(1);
    fill(conv.parameters, random);
    fill(conv.input, random);
    fill(pool.output_gradient, random);
    std::copy_n(conv.parameters.data(), conv.parameters.size(), fused.parameters.data());
    std::copy_n(conv.input.data(), conv.input.size(), fused.input.data());
    std::copy_n(pool.output_gradient.data(), pool.output_gradient.size(), fused.output_gradient.data());

    conv.forward();
    std::copy_n(conv.output.data(), conv.output.size(), relu.input.data());
    relu.forward();
    std::copy_n(relu.output.data(), relu.output.size(), pool.input.data());
    pool.forward();
    fused.forward();
    BOOST_TEST(difference(fused.output, pool.output) < tolerance);

    pool.backward();
    std::copy_n(pool.input_gradient.data(), pool.input_gradient.size(), relu.output_gradient.data());
    relu.backward();
    std::copy_n(relu.input_gradient.data(), relu.input_gradient.size(), conv.output_gradient.data());
    conv.backward();
    fused.backward(2);
    BOOST_TEST(difference(fused.input_gradient, conv.input_gradient) < tolerance);
    BOOST_TEST(difference(fused.gradients, conv.gradients) < tolerance);
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Fuse<Conv2d<3, 3>, MaxPool2d<2>>, Shape<2, 4, 6>>();
    check_layer<Fuse<Conv2d<2, Extent2d(2, 3), Padding::valid, Extent2d(1, 2)>, MaxPool2d<Extent2d(3, 1)>>, Shape<1, 7, 6>>();
}

BOOST_AUTO_TEST_CASE(gives_what_the_three_give) {
    equals_the_three<double, Conv2d<32, 5>, MaxPool2d<2>, Shape<1, 12, 12>>(1e-13);
    equals_the_three<double, Conv2d<24, 5>, MaxPool2d<2>, Shape<32, 6, 6>>(1e-13);
    equals_the_three<double, Conv2d<5, 7, Padding::valid>, MaxPool2d<Extent2d(1, 3)>, Shape<48, 9, 9>>(1e-13);
    equals_the_three<double, Conv2d<5, 2, Padding::valid, 2>, MaxPool2d<3>, Shape<6, 12, 12>>(1e-13);
    equals_the_three<float, Conv2d<64, 5>, MaxPool2d<2>, Shape<32, 14, 14>>(1e-5);
}

// Two equal largest elements share no gradient: the first takes it. What is not positive takes none. A NaN is not lost.
BOOST_AUTO_TEST_CASE(ties_zeros_and_nan) {
    using F = bind<Fuse<Conv2d<1, 1>, MaxPool2d<2>>, Shape<1, 2, 8>>;
    LayerProbe<F, double> probe(1);
    probe.parameters[0] = 1; // y = x, without a bias
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double x[2][8] = {{2, 3, 0, -1, -4, -2, 1, nan}, {3, 1, -1, -5, -3, -3, 7, 2}};
    std::copy_n(&x[0][0], 16, probe.input.data());
    probe.output_gradient.fill(1);
    probe.forward();
    BOOST_TEST(probe.output[0] == 3);
    BOOST_TEST(probe.output[1] == 0);
    BOOST_TEST(probe.output[2] == 0);
    BOOST_TEST(std::isnan(probe.output[3]));
    probe.backward();
    for (std::size_t i = 0; i < 16; ++i) BOOST_TEST(probe.input_gradient[i] == (i == 1 ? 1 : 0), "element " << i);
}
