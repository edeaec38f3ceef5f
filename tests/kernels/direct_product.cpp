#define BOOST_TEST_MODULE direct_product
#include "duet/kernels/direct_product.hpp"

#include "kernels/whole_numbers.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <vector>

using namespace duet::kernels;

// Rows round a tile's six, columns round one to five vectors of any width; rows of b and c stand apart, and what is between them stays.
BOOST_AUTO_TEST_CASE_TEMPLATE(is_the_matrix_product, T, Scalars) {
    for (const auto& [m, n, k] :
         std::vector<std::array<std::size_t, 3>>{{1, 1, 1}, {3, 5, 7}, {6, 16, 9}, {7, 32, 4}, {13, 48, 3}, {16, 64, 20}, {17, 83, 5}}) {
        const std::size_t apart = n + 3;
        const auto a = numbers<T>(m * k, 5), b = numbers<T>(k * apart, 11), before = numbers<T>(m * apart, 3), bias = numbers<T>(n, 2);
        for (const bool turned : {false, true}) {
            const std::size_t a_row = turned ? 1 : k, a_depth = turned ? m : 1;
            std::vector<T> zero = before, biased = before, added = before;
            direct_product<T>(m, n, k, {a.data(), a_row, a_depth, b.data(), apart, zero.data(), apart});
            direct_product<T>(m, n, k, {a.data(), a_row, a_depth, b.data(), apart, biased.data(), apart, bias.data(), 0});
            direct_product<T>(m, n, k, {a.data(), a_row, a_depth, b.data(), apart, added.data(), apart, added.data(), apart});
            std::vector<T> expected = before, with_bias = before, with_before = before;
            for (std::size_t r = 0; r < m; ++r) {
                for (std::size_t c = 0; c < n; ++c) {
                    T sum = 0;
                    for (std::size_t l = 0; l < k; ++l) sum += a[r * a_row + l * a_depth] * b[l * apart + c];
                    expected[r * apart + c] = sum;
                    with_bias[r * apart + c] = sum + bias[c];
                    with_before[r * apart + c] += sum;
                }
            }
            BOOST_TEST((zero == expected), m << "x" << n << "x" << k);
            BOOST_TEST((biased == with_bias), m << "x" << n << "x" << k);
            BOOST_TEST((added == with_before), m << "x" << n << "x" << k);
        }
    }
}
