#define BOOST_TEST_MODULE class_token
#include "duet/layers/class_token.hpp"

#include "duet/layers/check_layer.hpp"
#include "duet/layers/first_step.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<ClassToken, Shape<5, 4>>();
    check_layer<ClassToken, Shape<1, 19>>();
}

BOOST_AUTO_TEST_CASE(stands_in_front_of_the_sequence) {
    LayerProbe<bind<ClassToken, Shape<2, 3>>, double> probe(2);
    for (std::size_t i = 0; i < 3; ++i) probe.parameters[i] = 100.0 + static_cast<double>(i);
    for (std::size_t i = 0; i < 12; ++i) probe.input[i] = static_cast<double>(i);
    probe.forward();
    for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(probe.output[s * 9 + i] == probe.parameters[i]);
        for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(probe.output[s * 9 + 3 + i] == probe.input[s * 6 + i]);
    }
    using Token = bind<FirstStep, bind<ClassToken, Shape<2, 3>>::Output>;
    static_assert(std::is_same_v<Token::Output, Shape<3>>);
}
