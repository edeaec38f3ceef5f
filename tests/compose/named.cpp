#define BOOST_TEST_MODULE named
#include "duet/compose/named.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"

#include "probes.hpp"

using namespace duet;

// A name is no layer of its own.
static_assert(std::is_same_v<bind<Named<"head", Linear<3>>, Shape<4>>, bind<Linear<3>, Shape<4>>>);
static_assert(child_name<Named<"head", Linear<3>>>(7) == Name("head"));
static_assert(child_name<Linear<3>>(7) == Name("7"));
static_assert(child_name<Named<"", Linear<3>>>(7).empty());

BOOST_AUTO_TEST_CASE(parameters_are_called_by_the_path_to_them) {
    using Inner = Sequential<Named<"first", Linear<3>>, ReLU, Linear<2>>;
    using Network = Sequential<Named<"encoder", Inner>, Named<"", Inner>, Inner>;
    probes::check_names<bind<Network, Shape<4>>>({"encoder.first.weight", "encoder.first.bias", "encoder.2.weight", "encoder.2.bias", "first.weight",
                                                  "first.bias", "2.weight", "2.bias", "2.first.weight", "2.first.bias", "2.2.weight", "2.2.bias"});
}

BOOST_AUTO_TEST_CASE(the_outermost_of_two_names_counts) {
    probes::check_names<bind<Sequential<Named<"outer", Named<"inner", Linear<3>>>>, Shape<4>>>({"outer.weight", "outer.bias"});
}
