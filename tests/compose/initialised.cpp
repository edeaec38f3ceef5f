#define BOOST_TEST_MODULE initialised
#include "duet/compose/initialised.hpp"

#include "duet/compose/named.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/check_layer.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

using namespace duet;

using Network = Sequential<Named<"a", Initialised<Scheme::xavier_uniform, Linear<30>>>, Named<"b", Initialised<Scheme::zeros, Linear<2>>>>;
using Net = Model<Network, Shape<70>>;

BOOST_AUTO_TEST_CASE(weights_follow_the_scheme_and_biases_keep_theirs) {
    Net net(1);
    const auto largest = [&](const char* name) {
        float most = 0;
        for (const float v : net.parameter(name)) most = std::max(most, std::abs(v));
        return most;
    };
    const float bound = std::sqrt(6.0F / (70 + 30));
    BOOST_TEST(largest("a.weight") <= bound);
    BOOST_TEST(largest("a.weight") > 0.95F * bound);
    BOOST_TEST(largest("a.bias") <= 1 / std::sqrt(70.0F));
    BOOST_TEST(largest("b.weight") == 0);
    BOOST_TEST(largest("b.bias") > 0);
}

BOOST_AUTO_TEST_CASE(the_layer_is_otherwise_the_same) { check_layer<Initialised<Scheme::kaiming_normal, Linear<3>>, Shape<4>>(); }
