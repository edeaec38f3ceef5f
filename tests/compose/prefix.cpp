#define BOOST_TEST_MODULE prefix
#include "duet/compose/prefix.hpp"

#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"

#include "probes.hpp"

using namespace duet;

using Network = Sequential<Named<"a", Linear<4>>, ReLU, Linear<2>>;
static_assert(std::is_same_v<Prefix<Network, 1>, Sequential<Named<"a", Linear<4>>>>);
static_assert(std::is_same_v<Prefix<Network, 3>, Network>);
static_assert(std::is_same_v<bind<Prefix<Network, 2>, Shape<3>>::Output, Shape<4>>);

BOOST_AUTO_TEST_CASE(runs_on_the_first_of_the_wholes_parameters) {
    using Whole = bind<Network, Shape<3>>;
    using First = bind<Prefix<Network, 2>, Shape<3>>;
    using Rest = bind<Linear<2>, Shape<4>>;
    constexpr std::size_t offset = parameter_storage(First::parameter_list);
    LayerProbe<Whole, double> whole(3);
    LayerProbe<First, double> first(3);
    LayerProbe<Rest, double> rest(3);
    probes::fill(whole);
    std::copy_n(whole.parameters.data(), offset, first.parameters.data());
    std::copy_n(whole.parameters.data() + offset, rest.parameters.size(), rest.parameters.data());
    std::copy_n(whole.input.data(), 9, first.input.data());
    whole.forward();
    first.forward();
    std::copy_n(first.output.data(), 12, rest.input.data());
    rest.forward();
    BOOST_TEST(probes::elements<Shape<2>>(rest.output.data(), 3) == probes::elements<Shape<2>>(whole.output.data(), 3),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keeps_the_names) { probes::check_names<bind<Prefix<Network, 2>, Shape<3>>>({"a.weight", "a.bias"}); }
