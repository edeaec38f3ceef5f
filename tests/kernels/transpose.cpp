#define BOOST_TEST_MODULE transpose
#include "duet/kernels/transpose.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>
#include <vector>

using namespace duet::kernels;

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_become_columns, T, decltype(std::tuple<float, double>{})) {
    constexpr std::size_t size = lanes<T>;
    alignas(64) T values[size * size];
    for (std::size_t i = 0; i < size * size; ++i) values[i] = static_cast<T>(i);
    std::array<Vector<T>, size> rows;
    for (std::size_t i = 0; i < size; ++i) rows[i] = Vector<T>::load_aligned(values + i * size);
    transpose<T>(rows);
    for (std::size_t i = 0; i < size; ++i) rows[i].store_aligned(values + i * size);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) BOOST_TEST(values[i * size + j] == static_cast<T>(j * size + i));
    }
}

BOOST_AUTO_TEST_CASE(a_part_of_a_matrix_is_turned_into_a_part_of_another) {
    constexpr std::size_t rows = 37, columns = 19, from_row = 23, to_row = 40;
    std::vector<float> from(rows * from_row), to(columns * to_row, -1);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<float>(i);
    turn(rows, columns, from.data(), from_row, to.data(), to_row);
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < to_row; ++r) BOOST_TEST(to[c * to_row + r] == (r < rows ? from[r * from_row + c] : -1));
    }
}
