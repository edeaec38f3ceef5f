#define BOOST_TEST_MODULE sparse_conv2d
#include "duet/kernels/sparse_conv2d.hpp"

#include "whole_numbers.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

using namespace duet;
using kernels::ConvShape;
using kernels::SparseSlopes;

namespace {

/// Two slopes of the first output channel, one of the second, none of the third, each with the corner of its window in the padded picture.
struct Slope {
    std::size_t channel, row, column;
    int value;
};
constexpr std::array<Slope, 3> given{Slope{0, 0, 0, 2}, {0, 1, 2, -3}, {1, 1, 1, 5}};

template <class T, ConvShape S>
void check() {
    using Layout = kernels::SparseLayout<S, T>;
    std::vector<T> memory(2 * given.size() * S.out_channels);
    std::array<SparseSlopes<T>, S.out_channels> slopes;
    for (std::size_t o = 0; o < S.out_channels; ++o) {
        slopes[o] = {memory.data() + 2 * given.size() * o, memory.data() + 2 * given.size() * o + given.size()};
        slopes[o].put(T{9}, 0, false); // does not stay
    }
    for (const auto& [channel, row, column, value] : given) {
        slopes[channel].put(static_cast<T>(value), row * Layout::row + column * Layout::channels, true);
    }
    BOOST_TEST((slopes[0].count == 2U && slopes[1].count == 1U && slopes[2].count == 0U));
    BOOST_TEST(slopes[0].offset(1) == Layout::row + 2 * Layout::channels);

    const std::vector<T> numbers_of_x = numbers<T>(Layout::block, 3);
    const std::vector<T> numbers_of_kernel = numbers<T>(Layout::kernel_block, 5);
    Buffer<T> x(Layout::block), kernel(Layout::kernel_block), gradient(Layout::kernel_block), dx(Layout::block);
    std::copy_n(numbers_of_x.data(), Layout::block, x.data());
    std::copy_n(numbers_of_kernel.data(), Layout::kernel_block, kernel.data());
    std::fill_n(gradient.data(), Layout::kernel_block, T{1});
    std::fill_n(dx.data(), Layout::block, T{1});
    std::vector<T> expected_gradient(Layout::kernel_block, T{1}), expected_dx(Layout::block, T{1});
    for (const auto& [channel, row, column, value] : given) {
        for (std::size_t ky = 0; ky < S.kernel.height; ++ky) {
            for (std::size_t i = 0; i < Layout::kernel_row; ++i) { // whole vectors, which may reach past the kernel's row
                const std::size_t weight = channel * Layout::kernel + ky * Layout::kernel_row + i;
                const std::size_t pixel = (row + ky) * Layout::row + column * Layout::channels + i;
                expected_gradient[weight] += static_cast<T>(value) * x.data()[pixel];
                expected_dx[pixel] += static_cast<T>(value) * kernel.data()[weight];
            }
        }
    }
    kernels::sparse_weight_gradient<S, T>(slopes, x.data(), gradient.data());
    kernels::sparse_input_gradient<S, T>(slopes, kernel.data(), dx.data());
    BOOST_TEST(std::vector<T>(gradient.data(), gradient.data() + Layout::kernel_block) == expected_gradient, boost::test_tools::per_element());
    BOOST_TEST(std::vector<T>(dx.data(), dx.data() + Layout::block) == expected_dx, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(one_channel, T, Scalars) { check<T, ConvShape{1, {4, 5}, 3, 3, 1, 1, 1}>(); }
BOOST_AUTO_TEST_CASE_TEMPLATE(blocks_of_vectors, T, Scalars) { check<T, ConvShape{32, {5, 5}, 3, 5, 1, 2, 2}>(); }
BOOST_AUTO_TEST_CASE_TEMPLATE(uneven_channels, T, Scalars) { check<T, ConvShape{6, {4, 5}, 3, {3, 2}, 1, 1, 1}>(); }
