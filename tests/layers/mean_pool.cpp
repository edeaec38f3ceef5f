#define BOOST_TEST_MODULE mean_pool
#include "duet/layers/mean_pool.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<MeanPool, Shape<5, 4>>();
    check_layer<MeanPool, Shape<1, 3>>();
    check_layer<MeanPool, Shape<39, 17>>();
}

BOOST_AUTO_TEST_CASE(the_mean_of_each_column) {
    LayerProbe<bind<MeanPool, Shape<3, 2>>, float> probe(2);
    for (std::size_t i = 0; i < 12; ++i) probe.input[i] = static_cast<float>(i * i);
    probe.forward();
    BOOST_CHECK_CLOSE(probe.output[0], (0 + 4 + 16) / 3.0F, 1e-4);
    BOOST_CHECK_CLOSE(probe.output[1], (1 + 9 + 25) / 3.0F, 1e-4);
    BOOST_CHECK_CLOSE(probe.output[2], (36 + 64 + 100) / 3.0F, 1e-4);
    BOOST_CHECK_CLOSE(probe.output[3], (49 + 81 + 121) / 3.0F, 1e-4);
}
