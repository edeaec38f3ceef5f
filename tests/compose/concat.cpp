#define BOOST_TEST_MODULE concat
#include "duet/compose/concat.hpp"

#include "duet/layers/check_layer.hpp"

#include "probes.hpp"

using namespace duet;

using Sequences = Shapes<Shape<2, 3>, Shape<2, 1>, Shape<2, 2>>;
static_assert(std::is_same_v<bind<Concat, Sequences>::Output, Shape<2, 6>>);
static_assert(std::is_same_v<bind<Concat, Shapes<Shape<10>, Shape<3>>>::Output, Shape<13>>);
static_assert(std::is_same_v<bind<Concat, Shapes<Shape<4>>>::Output, Shape<4>>);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Concat, Sequences>();
    check_layer<Concat, Shapes<Shape<10>, Shape<3>>>();
}

BOOST_AUTO_TEST_CASE(joins_rows) {
    LayerProbe<bind<Concat, Sequences>, double> probe(2);
    double next = 0;
    LayerProbe<bind<Concat, Sequences>, double>::for_each_tensor<Sequences>(probe.input.data(), 2, [&](auto tensor) {
        for (std::size_t i = 0; i < tensor.elements(); ++i) tensor.data[i] = next++;
    });
    probe.forward();
    const std::vector<double> rows{0, 1, 2, 12, 16, 17, 3, 4, 5, 13, 18, 19, 6, 7, 8, 14, 20, 21, 9, 10, 11, 15, 22, 23};
    BOOST_TEST(probes::elements<Shape<24>>(probe.output.data(), 1) == rows, boost::test_tools::per_element());
}
