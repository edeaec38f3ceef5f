#define BOOST_TEST_MODULE conv2d
#include "duet/kernels/conv2d.hpp"

#include "duet/core/buffer.hpp"
#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

using namespace duet;
using kernels::ConvShape;

namespace {

/// Visits every product of a convolution of one picture: output, input and weight indices.
template <ConvShape S, class F>
void for_each_product(const F& visit) {
    for (std::size_t o = 0; o < S.out_channels; ++o)
        for (std::size_t h = 0; h < S.out().height; ++h)
            for (std::size_t w = 0; w < S.out().width; ++w)
                for (std::size_t i = 0; i < S.in_channels; ++i)
                    for (std::size_t ky = 0; ky < S.kernel.height; ++ky)
                        for (std::size_t kx = 0; kx < S.kernel.width; ++kx) {
                            const std::size_t row = h * S.stride.height + ky - S.before.height; // wraps round above the picture
                            const std::size_t column = w * S.stride.width + kx - S.before.width;
                            if (row >= S.in.height || column >= S.in.width) continue;
                            visit((o * S.out().height + h) * S.out().width + w, (i * S.in.height + row) * S.in.width + column,
                                  ((o * S.in_channels + i) * S.kernel.height + ky) * S.kernel.width + kx);
                        }
}

template <class T>
std::vector<T> random_values(std::size_t count, std::uint64_t stream) {
    Random random(3, stream);
    std::vector<T> values(count);
    for (T& v : values) v = static_cast<T>(random.uniform(-1, 1));
    return values;
}

/// What the kernel computes with a number of threads, in scratch memory full of NaN.
template <ConvShape S, class T>
struct Result {
    std::vector<T> y, dx, weight_gradient, bias_gradient;

    Result(std::size_t samples, int threads, const std::vector<T>& x, const std::vector<T>& weight, const std::vector<T>& bias,
           const std::vector<T>& dy)
        : y(samples * S.out_channels * S.out().area()), dx(x.size()), weight_gradient(weight.size(), T{2}), bias_gradient(bias.size(), T{3}) {
        using Needs = kernels::ConvScratch<S>;
        Buffer<T> scratch(workers_memory<Needs>(static_cast<std::size_t>(threads), slots));
        const Workers<T> workers = make_workers<Needs>(scratch.data(), threads, slots);
        const auto poison = [&] { std::fill_n(scratch.data(), scratch.size(), std::numeric_limits<T>::quiet_NaN()); };
        poison();
        kernels::prepare_forward<S>(workers, weight.data(), bias.data(), workers.shared);
        kernels::conv2d<S>(workers, samples, x.data(), workers.shared, y.data());
        poison();
        kernels::conv2d_backward<S>(workers, samples, x.data(), weight.data(), dy.data(), dx.data(), weight_gradient.data(), bias_gradient.data());
    }
    bool operator==(const Result&) const = default;
};

template <class T>
void check_close(const std::vector<T>& values, const std::vector<double>& expected, double tolerance, const char* what) {
    double largest = 1;
    for (const double e : expected) largest = std::max(largest, std::abs(e));
    double error = 0;
    for (std::size_t i = 0; i < values.size(); ++i) error = std::max(error, std::abs(static_cast<double>(values[i]) - expected[i]));
    BOOST_TEST(error <= largest * tolerance, what << ": error " << error << " of " << largest);
}

template <ConvShape S, class T>
void check(std::size_t samples, double tolerance = sizeof(T) == 4 ? 1e-5 : 3e-14) {
    constexpr std::size_t in = S.in_channels * S.in.area();
    constexpr std::size_t out = S.out_channels * S.out().area();
    const auto x = random_values<T>(samples * in, 1);
    const auto dy = random_values<T>(samples * out, 2);
    const auto weight = random_values<T>(S.weights(), 4);
    const auto bias = random_values<T>(S.out_channels, 5);
    const Result<S, T> result(samples, 1, x, weight, bias, dy);

    std::vector<double> y(dy.size()), dx(x.size()), weight_gradient(weight.size(), 2), bias_gradient(bias.size(), 3);
    for (std::size_t n = 0; n < samples; ++n) {
        for (std::size_t e = 0; e < out; ++e) {
            y[n * out + e] = static_cast<double>(bias[e / S.out().area()]);
            bias_gradient[e / S.out().area()] += static_cast<double>(dy[n * out + e]);
        }
        for_each_product<S>([&](std::size_t o, std::size_t i, std::size_t w) {
            y[n * out + o] += static_cast<double>(x[n * in + i]) * static_cast<double>(weight[w]);
            dx[n * in + i] += static_cast<double>(dy[n * out + o]) * static_cast<double>(weight[w]);
            weight_gradient[w] += static_cast<double>(dy[n * out + o]) * static_cast<double>(x[n * in + i]);
        });
    }
    check_close(result.y, y, tolerance, "forward");
    check_close(result.dx, dx, tolerance, "input gradient");
    check_close(result.weight_gradient, weight_gradient, tolerance, "weight gradient");
    check_close(result.bias_gradient, bias_gradient, tolerance, "bias gradient");
    for (const int threads : {2, 3, 8}) BOOST_TEST((Result<S, T>(samples, threads, x, weight, bias, dy) == result));
}

template <ConvShape S>
void check() {
    check<S, float>(1);
    check<S, float>(19);
    check<S, double>(3);
}

} // namespace

// in_channels, in, out_channels, kernel, stride, before, after
BOOST_AUTO_TEST_CASE(one_channel) { check<ConvShape{1, {9, 11}, 5, 5, 1, 2, 2}>(); }
BOOST_AUTO_TEST_CASE(whole_vectors) { check<ConvShape{32, {7, 14}, 32, 3, 1, 1, 1}>(); }
BOOST_AUTO_TEST_CASE(winograd_of_3) { check<ConvShape{32, {8, 12}, 16, 3, 1, 1, 1}>(); }
BOOST_AUTO_TEST_CASE(winograd_of_5) { check<ConvShape{16, {6, 8}, 32, 5, 1, 2, 2}>(); }
BOOST_AUTO_TEST_CASE(winograd_of_several_pictures) { check<ConvShape{112, {4, 4}, 96, 3, 1, 1, 1}, float>(70, 2e-5); } // sums of 1,008 products
BOOST_AUTO_TEST_CASE(many_channels) { check<ConvShape{3, {4, 28}, 70, 3, 1, 1, 1}>(); }
BOOST_AUTO_TEST_CASE(uneven_channels) { check<ConvShape{17, {5, 3}, 33, 3, 1, 1, 1}>(); }
BOOST_AUTO_TEST_CASE(no_padding) { check<ConvShape{4, {8, 6}, 8, 3, 1, 0, 0}>(); }
BOOST_AUTO_TEST_CASE(even_kernel) { check<ConvShape{2, {8, 8}, 4, 4, 1, 1, 2}>(); }
BOOST_AUTO_TEST_CASE(rectangular_kernel) { check<ConvShape{3, {8, 9}, 6, {1, 5}, 1, {0, 2}, {0, 2}}>(); }
BOOST_AUTO_TEST_CASE(kernel_of_one) { check<ConvShape{6, {5, 5}, 7, 1, 1, 0, 0}>(); }
BOOST_AUTO_TEST_CASE(stride_with_padding) { check<ConvShape{2, {7, 9}, 4, 3, 2, 1, 1}>(); }
BOOST_AUTO_TEST_CASE(stride_that_leaves_rows_unread) { check<ConvShape{2, {8, 10}, 4, 3, {3, 2}, 0, 0}>(); }
BOOST_AUTO_TEST_CASE(kernel_larger_than_picture) { check<ConvShape{2, {3, 2}, 3, 5, 1, 2, 2}>(); }
