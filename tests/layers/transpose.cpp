#define BOOST_TEST_MODULE transpose
#include "duet/layers/transpose.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace duet;

static_assert(std::is_same_v<bind<Transpose, Shape<39, 26>>::Output, Shape<26, 39>>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Transpose, Shape<3, 5>>();
    check_layer<Transpose, Shape<17, 33>>();
    check_layer<Transpose, Shape<1, 4>>();
}

BOOST_AUTO_TEST_CASE(rows_become_columns) {
    LayerProbe<bind<Transpose, Shape<2, 3>>, float> probe(2);
    for (std::size_t i = 0; i < 12; ++i) probe.input[i] = static_cast<float>(i);
    probe.forward();
    const std::array<float, 12> expected{0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11};
    for (std::size_t i = 0; i < 12; ++i) BOOST_TEST(probe.output[i] == expected[i]);
}
