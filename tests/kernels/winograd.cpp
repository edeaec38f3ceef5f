#define BOOST_TEST_MODULE winograd
#include "duet/kernels/winograd.hpp"

#include "duet/core/buffer.hpp"
#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

using namespace duet;
using namespace duet::kernels;

namespace {

template <class T>
Buffer<T> random_values(std::size_t size) {
    Buffer<T> values(size);
    Random random(size);
    for (T& v : values.span()) v = static_cast<T>(random.uniform(-1, 1));
    return values;
}

template <std::size_t Kernel, std::size_t Height, std::size_t Width, class T, std::size_t Vectors = 2>
void equals_the_definition(std::size_t pictures = 1) {
    constexpr std::size_t in = Vectors * lanes<T>;
    constexpr std::size_t out = (Vectors + 1) * lanes<T>;
    constexpr std::size_t padded_size = (Height + Kernel - 1) * (Width + Kernel - 1) * in;
    constexpr std::size_t y_size = Height * Width * out;
    constexpr std::size_t row = (Width + Kernel - 1) * in;
    constexpr ConvPass pass{Height, Width, Kernel, Kernel, 1, 1, row, in, out};
    static_assert(winograd_pays<pass, T>);
    const auto x = random_values<T>(pictures * padded_size);
    const auto weights = random_values<T>(Kernel * Kernel * in * out);
    const auto start = random_values<T>(out);
    Buffer<T> expected(pictures * y_size);
    Buffer<T> y(expected.size());
    Buffer<T> one(y_size);
    Buffer<T> transformed(Winograd<pass, T>::weights_size);
    Buffer<T> scratch(Winograd<pass, T>::scratch_size);
    Winograd<pass, T>::transform_weights(weights.data(), transformed.data());
    const auto read = [&](std::size_t n) { return x.data() + n * padded_size; };
    const auto write = [&](std::size_t n) { std::copy_n(one.data(), y_size, y.data() + n * y_size); };
    Winograd<pass, T>::convolve(0, pictures, read, transformed.data(), start.data(), scratch.data(), one.data(), write);
    for (std::size_t n = 0; n < pictures; ++n) {
        conv_rows<pass>(read(n), weights.data(), start.data(), 0, Height, expected.data() + n * y_size);
    }

    double largest = 0;
    double error = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(expected.data()[i])));
        error = std::max(error, std::abs(static_cast<double>(y.data()[i]) - static_cast<double>(expected.data()[i])));
    }
    BOOST_TEST(error < largest * (sizeof(T) == 4 ? 1e-5 : 3e-14), error << " of " << largest);
}

constexpr std::size_t vector = lanes<float>;
static_assert(!winograd_pays<ConvPass{4, 4, 3, 3, 2, 2, 9 * vector, vector, vector}, float>, "stride");
static_assert(!winograd_pays<ConvPass{5, 5, 3, 3, 1, 1, 7 * vector, vector, vector}, float>, "most of three of four tiles is not on the picture");
static_assert(!winograd_pays<ConvPass{4, 4, 3, 5, 1, 1, 8 * vector, vector, vector}, float>, "not square");
static_assert(!winograd_pays<ConvPass{4, 4, 3, 3, 1, 1, 6, 1, vector}, float>, "one channel");

} // namespace

BOOST_AUTO_TEST_CASE(kernels_of_5) {
    equals_the_definition<5, 14, 14, float>();
    equals_the_definition<5, 2, 6, double>();
    equals_the_definition<5, 5, 7, float>(); // the last tiles reach over the picture's end
}

BOOST_AUTO_TEST_CASE(kernels_of_3) {
    equals_the_definition<3, 4, 4, float>();
    equals_the_definition<3, 8, 12, double>();
    equals_the_definition<3, 7, 7, float>();
    equals_the_definition<3, 6, 15, double>();
}

BOOST_AUTO_TEST_CASE(weights_that_are_many_are_shared_by_several_pictures) {
    constexpr ConvPass pass{7, 7, 3, 3, 1, 1, 9 * 112, 112, 112 + lanes<float>};
    static_assert(Winograd<pass, float>::together > 1);
    for (const std::size_t pictures : {1U, 3U, 4U, 9U}) equals_the_definition<3, 7, 7, float, 112 / lanes<float>>(pictures); // also what is over
}
