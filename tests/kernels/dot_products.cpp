#define BOOST_TEST_MODULE dot_products
#include "duet/kernels/dot_products.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>
#include <vector>

using namespace duet::kernels;

BOOST_AUTO_TEST_CASE_TEMPLATE(each_element_is_a_row_times_a_column, T, decltype(std::tuple<float, double>{})) {
    for (std::size_t rows = 1; rows <= few_rows; ++rows) {
        for (const std::size_t columns : {1U, 4U, 7U}) {
            for (const std::size_t depth : {1U, 13U, 64U, 75U}) {
                std::vector<T> a(rows * depth), b(columns * depth), bias(columns), c(rows * columns), without(rows * columns);
                for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<T>(i * 5 % 7) - 3;
                for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<T>(i * 3 % 11) - 5;
                for (std::size_t i = 0; i < columns; ++i) bias[i] = static_cast<T>(i) + 1;
                dot_products<few_rows, T>(rows, columns, depth, a.data(), depth, b.data(), depth, bias.data(), 0, c.data(), columns);
                dot_products<few_rows, T>(rows, columns, depth, a.data(), depth, b.data(), depth, nullptr, 0, without.data(), columns);
                for (std::size_t i = 0; i < rows * columns; ++i) {
                    T sum = 0;
                    for (std::size_t k = 0; k < depth; ++k) sum += a[i / columns * depth + k] * b[i % columns * depth + k];
                    BOOST_TEST(c[i] == sum + bias[i % columns]);
                    BOOST_TEST(without[i] == sum);
                }
            }
        }
    }
}
