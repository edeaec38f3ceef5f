#define BOOST_TEST_MODULE single_query_attention
#include "duet/layers/single_query_attention.hpp"

#include "duet/core/random.hpp"
#include "duet/layers/check_layer.hpp"
#include "duet/layers/layer_probe.hpp"
#include "duet/layers/multi_head_attention.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

using namespace duet;

namespace {

template <class In, std::size_t Heads>
using Chosen = bind<MultiHeadAttention<Heads>, In>;
static_assert(std::is_same_v<Chosen<Shapes<Shape<16>, Shape<5, 16>>, 2>, SingleQueryAttentionLayer<Shape<16>, Shape<5, 16>, 2, 0.0>>);
static_assert(std::is_same_v<Chosen<Shapes<Shape<16>, Shape<16>>, 2>, MultiHeadAttentionLayer<Shapes<Shape<16>, Shape<16>>, 2, 0.0>>, "one key");
static_assert(std::is_same_v<Chosen<Shape<5, 16>, 2>, MultiHeadAttentionLayer<Shape<5, 16>, 2, 0.0>>, "many queries");

template <class T>
double difference(const GuardedBuffer<T>& a, const GuardedBuffer<T>& b) {
    double largest = 0;
    double scale = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
        scale = std::max(scale, std::abs(static_cast<double>(b[i])));
    }
    BOOST_TEST(scale > 0);
    return largest / scale;
}

/// The same operands through both layers.
template <class Query, class KeyValue, std::size_t Heads, class T>
void equals_the_definition(double tolerance) {
    using In = Shapes<Query, KeyValue>;
    constexpr std::size_t samples = 19;
    LayerProbe<SingleQueryAttentionLayer<Query, KeyValue, Heads, 0.0>, T> single(samples);
    LayerProbe<MultiHeadAttentionLayer<In, Heads, 0.0>, T> plain(samples);
    Random random(1);
    const auto fill = [&](GuardedBuffer<T>& a, GuardedBuffer<T>& b) {
        for (std::size_t i = 0; i < a.size(); ++i) a[i] = b[i] = static_cast<T>(random.uniform(-1, 1));
    };
    fill(single.parameters, plain.parameters);
    fill(single.input, plain.input);
    fill(single.output_gradient, plain.output_gradient);
    single.forward(2);
    single.backward(3);
    plain.forward();
    plain.backward();
    BOOST_TEST(difference(single.output, plain.output) < tolerance);
    BOOST_TEST(difference(single.input_gradient, plain.input_gradient) < tolerance);
    BOOST_TEST(difference(single.gradients, plain.gradients) < tolerance);
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<MultiHeadAttention<2>, Shapes<Shape<16>, Shape<5, 16>>>();
    check_layer<MultiHeadAttention<16>, Shapes<Shape<1, 16>, Shape<2, 16>>>();
}

BOOST_AUTO_TEST_CASE(keeps_the_contract_with_dropout) { check_layer<MultiHeadAttention<4, 0.4>, Shapes<Shape<16>, Shape<5, 16>>>(); }

BOOST_AUTO_TEST_CASE(equals_attention_as_it_is_defined) {
    equals_the_definition<Shape<128>, Shape<39, 128>, 8, float>(1e-5);
    equals_the_definition<Shape<48>, Shape<7, 48>, 3, double>(1e-13);
    equals_the_definition<Shape<1, 80>, Shape<4, 80>, 20, double>(1e-13);
}
