#define BOOST_TEST_MODULE multi_head_attention
#include "duet/layers/multi_head_attention.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace duet;

namespace {

template <class L, class T, Mode M>
void fill(LayerProbe<L, T, M>& probe, std::uint64_t seed) {
    Random random(seed);
    for (auto* buffer : {&probe.parameters, &probe.input, &probe.output_gradient}) {
        for (std::size_t i = 0; i < buffer->size(); ++i) (*buffer)[i] = static_cast<T>(random.uniform(-1, 1));
    }
}

/// Attention of one sample as it is written in the paper, a head, a query, a key at a time.
std::vector<double> plain_attention(std::size_t heads, std::size_t width, std::size_t queries, std::size_t keys, const double* query,
                                    const double* key_value, const double* in_weight, const double* in_bias, const double* out_weight,
                                    const double* out_bias) {
    const auto project = [&](const double* token, std::size_t row) {
        double sum = in_bias[row];
        for (std::size_t c = 0; c < width; ++c) sum += in_weight[row * width + c] * token[c];
        return sum;
    };
    const std::size_t head_width = width / heads;
    std::vector<double> y(queries * width);
    for (std::size_t q = 0; q < queries; ++q) {
        std::vector<double> context(width);
        for (std::size_t h = 0; h < heads; ++h) {
            std::vector<double> weights(keys);
            double sum = 0;
            for (std::size_t k = 0; k < keys; ++k) {
                double score = 0;
                for (std::size_t c = h * head_width; c < (h + 1) * head_width; ++c) {
                    score += project(query + q * width, c) * project(key_value + k * width, width + c);
                }
                sum += weights[k] = std::exp(score / std::sqrt(static_cast<double>(head_width)));
            }
            for (std::size_t k = 0; k < keys; ++k) {
                for (std::size_t c = h * head_width; c < (h + 1) * head_width; ++c) {
                    context[c] += weights[k] / sum * project(key_value + k * width, 2 * width + c);
                }
            }
        }
        for (std::size_t o = 0; o < width; ++o) {
            y[q * width + o] = out_bias[o];
            for (std::size_t c = 0; c < width; ++c) y[q * width + o] += out_weight[o * width + c] * context[c];
        }
    }
    return y;
}

template <class In, std::size_t Heads>
void compare_with_plain_attention() {
    using L = bind<MultiHeadAttention<Heads>, In>;
    constexpr std::size_t width = L::width;
    LayerProbe<L, double> probe(3);
    LayerProbe<L, double, Mode::inference> inference(3);
    fill(probe, 11);
    fill(inference, 11);
    probe.forward(2);
    inference.forward();
    const double* p = probe.parameters.data();
    const double* other = L::self ? probe.input.data() : probe.input.data() + 3 * storage_size<typename L::Output>;
    for (std::size_t s = 0; s < 3; ++s) {
        const auto expected =
            plain_attention(Heads, width, L::queries, L::keys, probe.input.data() + s * L::queries * width, other + s * L::keys * width,
                            p + parameter_offset<L>("in_proj_weight"), p + parameter_offset<L>("in_proj_bias"),
                            p + parameter_offset<L>("out_proj.weight"), p + parameter_offset<L>("out_proj.bias"));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            BOOST_CHECK_SMALL(probe.output[s * expected.size() + i] - expected[i], 1e-12);
            BOOST_CHECK_SMALL(inference.output[s * expected.size() + i] - expected[i], 1e-12);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<MultiHeadAttention<3>, Shape<5, 12>>();
    check_layer<MultiHeadAttention<1>, Shape<7, 5>>();
    check_layer<MultiHeadAttention<2>, Shape<6>>();
    check_layer<MultiHeadAttention<2>, Shapes<Shape<3, 6>, Shape<5, 6>>>();
    check_layer<MultiHeadAttention<4>, Shapes<Shape<8>, Shape<8>>>();
    check_layer<MultiHeadAttention<4>, Shapes<Shape<8>, Shape<5, 8>>>();
    check_layer<MultiHeadAttention<1>, Shapes<Shape<5, 3>, Shape<3>>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_with_dropout) {
    check_layer<MultiHeadAttention<3, 0.4>, Shape<5, 12>>();
    check_layer<MultiHeadAttention<4, 0.3>, Shapes<Shape<8>, Shape<8>>>();
}

BOOST_AUTO_TEST_CASE(slots_hold_the_weight_gradients_of_every_projection) {
    // 112 * 112 and 2 * 112 * 112 elements are summed in slots, 3 * 112 * 112 are not.
    check_layer<MultiHeadAttention<8>, Shape<112>>();
    check_layer<MultiHeadAttention<8>, Shapes<Shape<112>, Shape<112>>>();
}

BOOST_AUTO_TEST_CASE(is_the_attention_of_the_paper) {
    compare_with_plain_attention<Shape<5, 12>, 3>();
    compare_with_plain_attention<Shape<39, 16>, 4>();
    compare_with_plain_attention<Shape<6>, 2>();
    compare_with_plain_attention<Shapes<Shape<3, 6>, Shape<5, 6>>, 2>();
    compare_with_plain_attention<Shapes<Shape<16>, Shape<16>>, 8>();
}

BOOST_AUTO_TEST_CASE(a_single_key_sends_no_gradient_to_queries_and_keys) {
    using L = bind<MultiHeadAttention<2, 0.1>, Shape<6>>;
    LayerProbe<L, double> probe(5);
    fill(probe, 3);
    probe.forward();
    probe.backward();
    for (std::size_t i = 0; i < 2 * 6 * 6; ++i) BOOST_TEST(probe.gradients[i] == 0.0);
    double values = 0;
    for (std::size_t i = 2 * 6 * 6; i < 3 * 6 * 6; ++i) values += std::abs(probe.gradients[i]);
    BOOST_TEST(values > 0.1);
}

BOOST_AUTO_TEST_CASE(dropout_acts_in_training_only_and_on_the_weights) {
    using In = Shape<9, 8>;
    LayerProbe<bind<MultiHeadAttention<2>, In>, double> without(4);
    LayerProbe<bind<MultiHeadAttention<2, 0.5>, In>, double> training(4);
    LayerProbe<bind<MultiHeadAttention<2, 0.5>, In>, double, Mode::inference> inference(4);
    fill(without, 3);
    fill(training, 3);
    fill(inference, 3);
    without.forward();
    training.forward();
    inference.forward();
    constexpr std::size_t elements = 4 * In::size;
    std::size_t changed = 0;
    for (std::size_t i = 0; i < elements; ++i) {
        BOOST_CHECK_CLOSE(inference.output[i], without.output[i], 1e-9);
        changed += std::abs(training.output[i] - without.output[i]) > 1e-6 ? 1 : 0;
    }
    BOOST_TEST(changed == elements);
}

BOOST_AUTO_TEST_CASE(parameters_are_those_of_pytorch) {
    constexpr auto& list = bind<MultiHeadAttention<2>, Shape<6>>::parameter_list;
    BOOST_TEST(list[0].name.view() == "in_proj_weight");
    BOOST_TEST(list[0].size() == 3U * 6 * 6);
    BOOST_TEST((list[0].initialiser.scheme == Scheme::xavier_uniform && list[0].initialiser.fan_in == 6 && list[0].initialiser.fan_out == 18));
    BOOST_TEST(list[1].name.view() == "in_proj_bias");
    BOOST_TEST(list[2].name.view() == "out_proj.weight");
    BOOST_TEST(list[3].name.view() == "out_proj.bias");
}
