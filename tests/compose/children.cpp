#define BOOST_TEST_MODULE children
#include "duet/compose/children.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;

using First = bind<Linear<5>, Shape<3, 7>>;  // weight 35 -> 48, bias 5 -> 16 elements of buffer
using Second = bind<LayerNorm, Shape<3, 5>>; // weight and bias 16 each; caches two numbers for each of 3 rows
using Third = bind<Sequential<Linear<5>, ReLU, Linear<2>>, Shape<3, 5>>;
using Layers = Children<First, Second, ReLU::layer<Shape<3, 5>>, Third>;

static_assert(Layers::parameter_offsets == std::array<std::size_t, 4>{0, 64, 96, 96});
static_assert(Layers::cache_offsets == std::array<std::size_t, 5>{0, 0, 32, 32, 32 + cache_storage<Third, Mode::training>});
static_assert(Layers::largest_inference_cache == 32, "LayerNorm's, since the composition passes 15 numbers on in 16");
static_assert(Layers::largest_scratch == scratch_storage<Third> && Layers::largest_scratch > 0);
static_assert(Layers::slot_size == std::max(First::slot_size, Third::slot_size));
static_assert(Layers::multiply_adds == 3 * (7 * 5 + 5 * 5 + 5 * 2));

BOOST_AUTO_TEST_CASE(parameters_of_all_are_joined_in_order) {
    constexpr auto joined = Layers::joined_parameters({Name("a"), Name(""), Name("c"), Name("d")});
    const std::array<std::string_view, 8> names{"a.weight", "a.bias", "weight", "bias", "d.0.weight", "d.0.bias", "d.2.weight", "d.2.bias"};
    BOOST_REQUIRE_EQUAL(joined.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) BOOST_TEST(joined[i].name.view() == names[i]);
    BOOST_TEST(joined[0].size() == 35U);
    BOOST_TEST((joined[2].initialiser.scheme == Scheme::ones));
}

BOOST_AUTO_TEST_CASE(a_visitor_sees_each_layer_and_its_name) {
    std::string seen;
    const auto visitor = [&]<class L>(const Name& name) { seen += std::string(name.view()) + "=" + std::string(L::type_name) + " "; };
    Layers::visit({Name("a"), Name("b"), Name("c"), Name("d")}, visitor);
    BOOST_TEST(seen == "a=Linear b=LayerNorm c=ReLU d=Sequential ");
}
