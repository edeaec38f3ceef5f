#define BOOST_TEST_MODULE last_step
#include "duet/layers/last_step.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<LastStep, Shape<5, 4>>();
    check_layer<LastStep, Shape<1, 3>>();
}

BOOST_AUTO_TEST_CASE(copies_the_last_step) {
    LayerProbe<bind<LastStep, Shape<3, 2>>, float> probe(2);
    for (std::size_t i = 0; i < 12; ++i) probe.input[i] = static_cast<float>(i);
    probe.forward();
    for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t c = 0; c < 2; ++c) BOOST_TEST(probe.output[s * 2 + c] == probe.input[(s * 3 + 2) * 2 + c]);
    }
    static_assert(bind<LastStep, Shape<3, 2>>::type_name == "LastStep");
}
