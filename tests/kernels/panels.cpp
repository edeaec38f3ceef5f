#define BOOST_TEST_MODULE panels
#include "duet/kernels/panels.hpp"

#include "kernels/whole_numbers.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <vector>

using namespace duet::kernels;

// Depths round the length of a run, columns round the width of panels.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_product_with_panels_is_the_matrix_product, T, Scalars) {
    for (const auto& [m, n, k] : std::vector<std::array<std::size_t, 3>>{{1, 1, 1}, {7, 63, 5}, {16, 64, 128}, {13, 65, 129}, {4, 130, 300}}) {
        const auto a = numbers<T>(m * k, 5), b = numbers<T>(k * n, 3), before = numbers<T>(m * n, 2);
        std::vector<T> panels(panels_size(k, n)), product(m * n, T{9}), added = before, by_columns(m * n), turned(k * m);
        // In two goes, as rows come along.
        to_panels(1, n, MatrixView<T>{b.data(), n, 1}, k, 0, panels.data());
        to_panels(k - 1, n, MatrixView<T>{b.data() + n, n, 1}, k, 1, panels.data());
        turn(m, k, a.data(), turned.data());
        panelled_product({1, m}, n, k, MatrixView<T>{a.data(), k, 1}, panels.data(), product.data(), n, false);
        panelled_product({1, m}, n, k, MatrixView<T>{a.data(), k, 1}, panels.data(), added.data(), n, true);
        panelled_product({1, m}, n, k, MatrixView<T>{turned.data(), 1, m}, panels.data(), by_columns.data(), n, false);
        std::vector<T> expected(m * n), with_before(m * n);
        for (std::size_t i = 0; i < m * n; ++i) {
            for (std::size_t l = 0; l < k; ++l) expected[i] += a[i / n * k + l] * b[l * n + i % n];
            with_before[i] = expected[i] + before[i];
        }
        BOOST_TEST((product == expected), m << "x" << n << "x" << k);
        BOOST_TEST((added == with_before), m << "x" << n << "x" << k);
        BOOST_TEST((by_columns == expected), m << "x" << n << "x" << k);
    }
}

BOOST_AUTO_TEST_CASE(a_turned_matrix_in_panels_is_that_of_its_transpose) {
    constexpr std::size_t rows = 70, columns = 67;
    const auto matrix = numbers<float>(rows * columns, 5);
    std::vector<float> transpose(matrix.size()), expected(panels_size(rows, columns)), panels(expected.size());
    turn(rows, columns, matrix.data(), transpose.data());
    to_panels(rows, columns, MatrixView<float>{matrix.data(), columns, 1}, rows, 0, expected.data());
    to_panels(rows, columns, MatrixView<float>{transpose.data(), 1, rows}, rows, 0, panels.data());
    BOOST_TEST(panels == expected);
}

// Three strips of two rows of a batch of five samples.
BOOST_AUTO_TEST_CASE(strips_leave_what_is_between_them) {
    constexpr std::size_t count = 3, rows = 2, samples = 5, depth = 4, columns = 3;
    const auto a = numbers<float>(count * samples * depth, 5), b = numbers<float>(depth * columns, 3);
    std::vector<float> panels(panels_size(depth, columns)), c(count * samples * columns, 9), expected = c;
    to_panels(depth, columns, MatrixView<float>{b.data(), columns, 1}, depth, 0, panels.data());
    panelled_product({count, rows, samples * depth, samples * columns}, columns, depth, MatrixView<float>{a.data(), depth, 1}, panels.data(),
                     c.data(), columns, false);
    for (std::size_t r = 0; r < count * samples; ++r) {
        if (r % samples >= rows) continue;
        for (std::size_t v = 0; v < columns; ++v) {
            expected[r * columns + v] = 0;
            for (std::size_t l = 0; l < depth; ++l) expected[r * columns + v] += a[r * depth + l] * b[l * columns + v];
        }
    }
    BOOST_TEST(c == expected);
}
