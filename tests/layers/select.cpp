#define BOOST_TEST_MODULE select
#include "duet/layers/select.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace duet;

using In = Shapes<Shape<2, 3>, Shape<4>>;

static_assert(std::is_same_v<bind<Select<0>, In>::Output, Shape<2, 3>>);
static_assert(std::is_same_v<bind<Select<1>, In>::Output, Shape<4>>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Select<0>, In>();
    check_layer<Select<1>, In>();
}

BOOST_AUTO_TEST_CASE(hands_on_the_one_asked_for) {
    LayerProbe<bind<Select<1>, In>, float> probe(2);
    probe.input.fill(1);
    const auto x = place<In>(probe.input.data(), 2).get<1>();
    for (std::size_t i = 0; i < x.elements(); ++i) x.data[i] = static_cast<float>(i);
    probe.forward();
    for (std::size_t i = 0; i < x.elements(); ++i) BOOST_TEST(probe.output[i] == static_cast<float>(i));
}
