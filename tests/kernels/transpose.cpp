#define BOOST_TEST_MODULE transpose
#include "duet/kernels/transpose.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

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
