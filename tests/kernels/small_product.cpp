#define BOOST_TEST_MODULE small_product
#include "duet/kernels/small_product.hpp"

#include "duet/core/buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>

using namespace duet;
using namespace duet::kernels;

namespace {

/// a holds whole numbers, so that sums are exact; b and c have rows of whole blocks.
template <SmallProduct P, class T>
void equals_the_sum() {
    Buffer<T> a(P.rows * P.a_row + P.depth * P.a_depth);
    Buffer<T> b(P.depth * P.b_row);
    Buffer<T> c(P.rows * P.c_row);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(i * 7 % 5) - 2;
    for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = static_cast<T>(i * 11 % 7) - 3;
    small_product<P>(a.data(), b.data(), c.data());
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < P.rows; ++r) {
        for (std::size_t n = 0; n < P.columns; ++n) {
            T sum{};
            for (std::size_t k = 0; k < P.depth; ++k) sum += a.data()[r * P.a_row + k * P.a_depth] * b.data()[k * P.b_row + n];
            wrong += c.data()[r * P.c_row + n] == sum ? 0 : 1;
        }
    }
    BOOST_TEST(wrong == 0);
}

template <SmallProduct P>
void check() {
    equals_the_sum<P, float>();
    equals_the_sum<P, double>();
}

} // namespace

// rows, columns, depth; steps of a down and along; rows of b and c
BOOST_AUTO_TEST_CASE(plain) { check<SmallProduct{39, 39, 16, 16, 1, 48, 48}>(); }
BOOST_AUTO_TEST_CASE(one_of_everything) { check<SmallProduct{1, 1, 1, 1, 1, 16, 16}>(); }
BOOST_AUTO_TEST_CASE(transposed) { check<SmallProduct{39, 13, 21, 1, 48, 16, 32}>(); }
BOOST_AUTO_TEST_CASE(wide) { check<SmallProduct{5, 150, 3, 4, 1, 160, 160}>(); }
