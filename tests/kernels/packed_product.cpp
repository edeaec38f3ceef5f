#define BOOST_TEST_MODULE packed_product
#include "duet/kernels/packed_product.hpp"

#include "kernels/whole_numbers.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <vector>

using namespace duet::kernels;

namespace {

/// A matrix of so many rows and columns, dense, by rows or by columns.
template <class T>
MatrixView<T> view(const std::vector<T>& values, std::size_t rows, std::size_t columns, bool by_columns) {
    return by_columns ? MatrixView<T>{values.data(), 1, rows} : MatrixView<T>{values.data(), columns, 1};
}

} // namespace

// Extents round the sizes of vectors, panels and blocks.
BOOST_AUTO_TEST_CASE_TEMPLATE(is_the_matrix_product, T, Scalars) {
    for (const auto& [m, n, k] : std::vector<std::array<std::size_t, 3>>{
             {1, 1, 1}, {3, 5, 7}, {13, 64, 96}, {7, 59, 97}, {100, 130, 20}, {97, 33, 300}, {400, 17, 257}, {6, 200, 513}}) {
        const auto a = numbers<T>(m * k, 5), b = numbers<T>(k * n, 11), before = numbers<T>(m * n, 3), bias = numbers<T>(n, 2);
        for (const bool turned_a : {false, true}) {
            for (const bool turned_b : {false, true}) {
                const auto va = view(a, m, k, turned_a), vb = view(b, k, n, turned_b);
                std::vector<T> zero(m * n, T{9}), biased(m * n, T{9}), added = before;
                packed_product(m, n, k, va, vb, ProductResult<T>{zero.data(), n, nullptr, 0});
                packed_product(m, n, k, va, vb, ProductResult<T>{biased.data(), n, bias.data(), 0});
                packed_product(m, n, k, va, vb, ProductResult<T>{added.data(), n, added.data(), n});
                std::vector<T> expected(m * n), with_bias(m * n), with_before(m * n);
                for (std::size_t i = 0; i < m * n; ++i) {
                    for (std::size_t l = 0; l < k; ++l) expected[i] += *va.at(i / n, l).data * *vb.at(l, i % n).data;
                    with_bias[i] = expected[i] + bias[i % n];
                    with_before[i] = expected[i] + before[i];
                }
                BOOST_TEST((zero == expected), m << "x" << n << "x" << k);
                BOOST_TEST((biased == with_bias), m << "x" << n << "x" << k);
                BOOST_TEST((added == with_before), m << "x" << n << "x" << k);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_may_stand_apart_and_what_is_between_them_stays) {
    constexpr std::size_t m = 5, n = 3, k = 4, apart = 8;
    const auto a = numbers<float>(m * k, 5), b = numbers<float>(k * apart, 3);
    std::vector<float> c(m * apart, 7);
    packed_product<float>(m, n, k, {a.data(), k, 1}, {b.data(), apart, 1}, {c.data(), apart, nullptr, 0});
    for (std::size_t r = 0; r < m; ++r) {
        for (std::size_t v = 0; v < apart; ++v) {
            float sum = 0;
            for (std::size_t l = 0; l < k; ++l) sum += a[r * k + l] * b[l * apart + v];
            BOOST_TEST(c[r * apart + v] == (v < n ? sum : 7));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_piece_of_the_columns_or_the_rows_has_the_bits_of_the_whole) {
    constexpr std::size_t m = 37, n = 150, k = 401;
    std::vector<float> a(m * k), b(n * k), whole(m * n), pieces(m * n);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = 1.0F / static_cast<float>(1 + i % 101);
    for (std::size_t i = 0; i < b.size(); ++i) b[i] = 1.0F / static_cast<float>(1 + i % 97);
    const auto product = [&](std::size_t r, std::size_t rows, std::size_t v, std::size_t columns, std::vector<float>& c) {
        packed_product<float>(rows, columns, k, {a.data() + r * k, k, 1}, {b.data() + v * k, 1, k}, {c.data() + r * n + v, n, nullptr, 0});
    };
    product(0, m, 0, n, whole);
    for (const auto& [r, rows] : std::vector<std::array<std::size_t, 2>>{{0, 1}, {1, 17}, {18, 19}}) {
        product(r, rows, 0, 70, pieces);
        product(r, rows, 70, 80, pieces);
    }
    BOOST_TEST((pieces == whole));
}
