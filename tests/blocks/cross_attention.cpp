#define BOOST_TEST_MODULE cross_attention
#include "duet/blocks/cross_attention.hpp"

#include "duet/compose/branches.hpp"
#include "duet/layers/check_layer.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/positional_encoding.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/parameter_table.hpp"

#include "../compose/probes.hpp"

using namespace duet;

using Block = CrossAttention<2, 0.0>;
using OneAsks = Shapes<Shape<6>, Shape<5, 6>>;
using ThreeAsk = Shapes<Shape<3, 6>, Shape<5, 6>>;

static_assert(std::is_same_v<bind<Block, OneAsks>::Output, Shape<6>>);
static_assert(std::is_same_v<bind<Block, ThreeAsk>::Output, Shape<3, 6>>);
static_assert(bind<Block, ThreeAsk>::type_name == "CrossAttention");
static_assert(count_parameters(bind<Block, OneAsks>::parameter_list) == 4 * 36 + 4 * 6 + 2 * 6);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Block, OneAsks>();
    check_layer<Block, ThreeAsk>();
    check_layer<Block, Shapes<Shape<6>, Shape<6>>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_behind_branches_that_work_in_place) {
    check_layer<Sequential<Branches<Sequential<Linear<4>, ReLU>, Sequential<Linear<4>, PositionalEncoding>>, CrossAttention<2, 0.0>, ReLU>,
                Shapes<Shape<3>, Shape<4, 2>>>();
}

BOOST_AUTO_TEST_CASE(parameters_are_those_of_attention_and_norm) {
    probes::check_names<bind<Block, OneAsks>>(
        {"attention.in_proj_weight", "attention.in_proj_bias", "attention.out_proj.weight", "attention.out_proj.bias", "norm.weight", "norm.bias"});
}

BOOST_AUTO_TEST_CASE(prediction_is_training_without_caches) {
    probes::prediction_is_training_without_caches<Block, OneAsks>();
    probes::prediction_is_training_without_caches<Block, ThreeAsk>();
}

BOOST_AUTO_TEST_CASE(every_token_that_answers_is_heard_in_any_order) {
    LayerProbe<bind<Block, OneAsks>, double, Mode::inference> probe(1);
    probes::fill(probe);
    const auto answers = place<OneAsks>(probe.input.data(), 1).get<1>();
    const auto distance = [](const std::vector<double>& a, const std::vector<double>& b) {
        double largest = 0;
        for (std::size_t i = 0; i < 6; ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
        return largest;
    };
    probe.forward();
    const auto before = probes::copy(probe.output);
    std::swap_ranges(answers.data, answers.data + 6, answers.data + 24);
    probe.forward();
    BOOST_TEST(distance(probes::copy(probe.output), before) < 1e-12);
    for (std::size_t token = 0; token < 5; ++token) {
        const double kept = std::exchange(answers.data[token * 6 + 2], 3);
        probe.forward();
        BOOST_TEST(distance(probes::copy(probe.output), before) > 1e-4);
        answers.data[token * 6 + 2] = kept;
    }
}
