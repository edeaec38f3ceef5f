#define BOOST_TEST_MODULE parameter_table
#include "duet/model/parameter_table.hpp"

#include "duet/blocks/transformer_encoder_layer.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

using Layer = bind<TransformerEncoderLayer<3, 7>, Shape<5, 9>>;
constexpr auto table = make_parameter_table(Layer::parameter_list);

constexpr bool aligned_and_disjoint() {
    std::size_t free = 0;
    for (const ParameterEntry& entry : table) {
        if (entry.offset < free || entry.offset % block != 0) return false;
        free = entry.offset + entry.size();
    }
    return free <= parameter_storage(Layer::parameter_list);
}
static_assert(aligned_and_disjoint());
static_assert(table.size() == 12);
static_assert(count_parameters(Layer::parameter_list) == 4 * 81 + 4 * 9 + 2 * 63 + 16 + 4 * 9);

BOOST_AUTO_TEST_CASE(entries_are_the_parameters_and_their_places) {
    BOOST_TEST(table[0].offset == 0U);
    BOOST_TEST(table[1].offset == 256U); // 27 x 9 = 243 weights before it
    BOOST_TEST(table[1].name.view() == "self_attn.in_proj_bias");
    BOOST_TEST((table[4].initialiser.scheme == Scheme::ones));
    for (std::size_t i = 0; i < table.size(); ++i) {
        BOOST_TEST((table[i].name == Layer::parameter_list[i].name));
        BOOST_TEST(table[i].size() == Layer::parameter_list[i].size());
    }
}

BOOST_AUTO_TEST_CASE(a_layer_without_parameters_has_an_empty_table) {
    constexpr std::array<Parameter, 0> none{};
    BOOST_TEST(make_parameter_table(none).empty());
    BOOST_TEST(count_parameters(none) == 0U);
}
