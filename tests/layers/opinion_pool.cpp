#define BOOST_TEST_MODULE opinion_pool
#include "duet/layers/opinion_pool.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <type_traits>

using namespace duet;

using In = Shapes<Shape<3>, Shape<3>, Shape<2>>;
using Pooled = bind<OpinionPool, In>::Output;

static_assert(std::is_same_v<Pooled, Shapes<Shape<3>, Shape<3>, Shape<3>>>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<OpinionPool, In>();
    check_layer<OpinionPool, Shapes<Shape<4>, Shape<1>>>();
    check_layer<OpinionPool, Shapes<Shape<5>, Shape<5>, Shape<5>, Shape<3>>>();
}

BOOST_AUTO_TEST_CASE(by_hand) {
    LayerProbe<bind<OpinionPool, In>, double> probe(1);
    const auto x = place<In>(probe.input.data(), 1);
    const auto set = [](double* to, std::initializer_list<double> values) { std::copy(values.begin(), values.end(), to); };
    set(x.data[0], {1, 2, 3});
    set(x.data[1], {10, 0, -10});
    set(x.data[2], {0, std::log(std::exp(3.0) - 1)}); // softplus: log 2 and 3
    probe.forward();
    const auto y = place<Pooled>(probe.output.data(), 1);
    const double half = std::log(2.0);
    BOOST_CHECK_CLOSE(y.data[0][0], half + 30, 1e-9);
    BOOST_CHECK_CLOSE(y.data[0][1], 2 * half, 1e-9);
    BOOST_CHECK_CLOSE(y.data[0][2], 3 * half - 30, 1e-9);
    BOOST_TEST(y.data[1][2] == 3.0);
    BOOST_TEST(y.data[2][0] == 10.0);
}

BOOST_AUTO_TEST_CASE(boundless_trust_stays_finite) {
    LayerProbe<bind<OpinionPool, In>, float> probe(1);
    const auto x = place<In>(probe.input.data(), 1);
    std::fill_n(x.data[0], 3, 1.0F);
    std::fill_n(x.data[1], 3, 1.0F);
    x.data[2][0] = 1e30F;
    x.data[2][1] = -1e30F;
    probe.forward();
    BOOST_TEST(place<Pooled>(probe.output.data(), 1).data[0][0] == 1e30F);
}
