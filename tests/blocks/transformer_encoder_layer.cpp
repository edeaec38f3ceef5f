#define BOOST_TEST_MODULE transformer_encoder_layer
#include "duet/blocks/transformer_encoder_layer.hpp"

#include "duet/layers/check_layer.hpp"
#include "duet/layers/gelu.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/positional_encoding.hpp"
#include "duet/model/parameter_table.hpp"

#include "../compose/probes.hpp"

using namespace duet;

using In = Shape<4, 6>;
using Post = TransformerEncoderLayer<3, 10, 0.0>;
using Pre = TransformerEncoderLayer<2, 10, 0.0, NormPlacement::pre, GELU>;

static_assert(std::is_same_v<bind<Post, In>::Output, In>);
static_assert(bind<Post, In>::type_name == "TransformerEncoderLayer");
// Attention 4 w^2 + 4 w, the two-layer network 2 w i + i + w, two norms 4 w; on 4 tokens, each asking each.
static_assert(count_parameters(bind<Post, In>::parameter_list) == 4 * 36 + 4 * 6 + 2 * 60 + 16 + 4 * 6);
static_assert(count_parameters(bind<Pre, In>::parameter_list) == count_parameters(bind<Post, In>::parameter_list));
static_assert(bind<Post, In>::multiply_adds == 4 * (4 * 36 + 2 * 60) + 2 * 4 * 4 * 6);

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Post, In>();
    check_layer<Pre, In>();
    check_layer<Post, Shape<6>>();
}

BOOST_AUTO_TEST_CASE(parameters_have_pytorchs_names) {
    probes::check_names<bind<Post, In>>({"self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias",
                                         "norm1.weight", "norm1.bias", "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias",
                                         "norm2.weight", "norm2.bias"});
    auto pre = probes::names<bind<Pre, In>>();
    auto post = probes::names<bind<Post, In>>();
    BOOST_TEST(pre.front() == "norm1.weight");
    std::ranges::sort(pre);
    std::ranges::sort(post);
    BOOST_TEST(pre == post, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(prediction_is_training_without_caches) {
    probes::prediction_is_training_without_caches<Post, In>();
    probes::prediction_is_training_without_caches<Pre, In>();
}

BOOST_AUTO_TEST_CASE(dropout_acts_in_training_only) {
    using Dropped = bind<TransformerEncoderLayer<3, 10, 0.5>, In>;
    LayerProbe<Dropped, double> training(2);
    LayerProbe<Dropped, double, Mode::inference> prediction(2);
    LayerProbe<bind<Post, In>, double, Mode::inference> without(2);
    probes::fill(training);
    probes::fill(prediction);
    probes::fill(without);
    training.forward();
    prediction.forward();
    without.forward();
    const auto expected = probes::elements<In>(without.output.data(), 2);
    BOOST_TEST(probes::elements<In>(prediction.output.data(), 2) == expected, boost::test_tools::per_element());
    BOOST_TEST((probes::elements<In>(training.output.data(), 2) != expected));
}

namespace {

/// How much the output of one sample changes when the first and the last token change places.
template <class Spec>
double change_by_shuffling() {
    using L = bind<Spec, In>;
    LayerProbe<L, double, Mode::inference> probe(1);
    probes::fill(probe);
    probe.forward();
    const std::vector<double> before = probes::copy(probe.output);
    std::swap_ranges(probe.input.data(), probe.input.data() + In::last, probe.input.data() + In::size - In::last);
    probe.forward();
    double change = 0;
    for (std::size_t i = 0; i < L::Output::size; ++i) change = std::max(change, std::abs(probe.output[i] - before[i]));
    return change;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_order_of_tokens_matters_through_positions_only) {
    BOOST_TEST((change_by_shuffling<Sequential<Post, MeanPool>>() < 1e-12));
    BOOST_TEST((change_by_shuffling<Sequential<PositionalEncoding, Post, MeanPool>>() > 1e-3));
    BOOST_TEST((change_by_shuffling<Sequential<Pre, MeanPool>>() < 1e-12));
    BOOST_TEST((change_by_shuffling<Sequential<PositionalEncoding, Pre, MeanPool>>() > 1e-3));
}
