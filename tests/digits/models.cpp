// Attention that does nothing would be caught: in our own model every parameter learns and every frame is heard. In the published
// cnn-transformer-attention, whose sequences are one token long, it does nothing indeed: softmax over one key is 1 whatever is asked.
#define BOOST_TEST_MODULE models
#include "digits/models/twin39.hpp"

#include "duet/model/predictor.hpp"
#include "duet/model/training_pass.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

template <class M>
std::vector<float> random_input(std::size_t samples) {
    std::vector<float> memory(samples * storage_size<typename M::Input>);
    Random random(3);
    for (float& v : memory) v = static_cast<float>(random.uniform(-1, 1));
    return memory;
}

/// Parameter gradients of one pass in training mode, for a random gradient of the logits. As models begin with biases of zero, which
/// leaves some gradients zero by chance, the parameters are moved a little first.
template <class M>
std::vector<float> gradients() {
    constexpr std::size_t samples = 8;
    M model(1);
    Random random(5);
    for (const ParameterEntry& entry : M::parameter_table) {
        for (float& v : model.parameters().subspan(entry.offset, entry.size())) v += static_cast<float>(random.uniform(-0.05, 0.05));
    }
    TrainingPass<M> pass(samples, 1, 2);
    std::vector<float> memory = random_input<M>(samples);
    const Batch<const float, typename M::Input> x = place<typename M::Input>(memory.data(), samples);
    pass.forward(model, x, 0);
    const auto dy = pass.output_gradient(samples);
    for (std::size_t i = 0; i < dy.elements(); ++i) dy.data[i] = static_cast<float>(random.uniform(-1, 1));
    pass.backward(model, x);
    return {pass.gradients().begin(), pass.gradients().end()};
}

float largest(std::span<const float> values) {
    float result = 0;
    for (const float v : values) result = std::isfinite(v) ? std::max(result, std::abs(v)) : v;
    return result;
}

/// The part of a projection's gradient that belongs to queries (0), keys (1) or values (2).
std::span<const float> third(std::span<const float> projection, std::size_t which) {
    const std::size_t size = projection.size() / 3;
    return projection.subspan(which * size, size);
}

template <class M>
std::vector<std::string> attention_projections(const std::string& kind) {
    std::vector<std::string> names;
    for (const ParameterEntry& entry : M::parameter_table) {
        if (entry.name.view().ends_with("in_proj_" + kind)) names.emplace_back(entry.name.view());
    }
    return names;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_parameter_of_twin39_has_a_gradient) {
    const std::vector<float> all = gradients<Twin39>();
    const std::span<const float> view(all);
    for (const ParameterEntry& entry : Twin39::parameter_table) {
        BOOST_TEST(largest(view.subspan(entry.offset, entry.size())) > 1e-6F, "no gradient: " << entry.name.view());
    }
    for (const std::string& name : attention_projections<Twin39>("weight")) {
        for (std::size_t which = 0; which < 3; ++which) {
            BOOST_TEST(largest(third(Twin39::values_of(view, name), which)) > 1e-6F, "no gradient: third " << which << " of " << name);
        }
    }
}

BOOST_AUTO_TEST_CASE(key_biases_alone_have_none_by_nature) {
    // A bias of the keys adds the same to a query's scores of all keys, and softmax does not see it.
    const std::vector<float> all = gradients<Twin39>();
    const auto names = attention_projections<Twin39>("bias");
    BOOST_TEST(names.size() == 3U);
    for (const std::string& name : names) {
        const std::span<const float> bias = Twin39::values_of(std::span<const float>(all), name);
        BOOST_TEST(largest(third(bias, 0)) > 1e-5F);
        BOOST_TEST(largest(third(bias, 1)) < 1e-3F * largest(third(bias, 0))); // rounding
        BOOST_TEST(largest(third(bias, 2)) > 1e-5F);
    }
}

namespace {

/// Twin39's logits for four samples, after `change` was done to the input.
template <class F>
std::array<float, 40> logits(const F& change) {
    static const Twin39 model(1);
    std::vector<float> memory = random_input<Twin39>(4);
    const auto x = place<Twin39::Input>(memory.data(), 4);
    change(x);
    std::array<float, 40> y{};
    Predictor<Twin39> predictor(model, 1);
    predictor(x, {y.data(), 4});
    return y;
}

/// The least and the largest difference that a sample's logits show.
std::pair<float, float> differences(const std::array<float, 40>& a, const std::array<float, 40>& b) {
    std::array<float, 4> of_sample{};
    for (std::size_t i = 0; i < 40; ++i) of_sample[i / 10] = std::max(of_sample[i / 10], std::abs(a[i] - b[i]));
    const auto [least, most] = std::ranges::minmax(of_sample);
    return {least, most};
}

} // namespace

BOOST_AUTO_TEST_CASE(frames_their_order_and_pictures_change_the_logits_of_twin39) {
    const auto unchanged = logits([](auto) {});
    BOOST_TEST((logits([](auto) {}) == unchanged));
    const auto shuffled = logits([](auto x) {
        std::array<std::size_t, 39> order{};
        for (std::size_t i = 0; i < 39; ++i) order[i] = i;
        Random(4).shuffle(std::span<std::size_t>(order));
        for (std::size_t s = 0; s < 4; ++s) {
            std::array<float, 39 * 13> frames{};
            std::copy_n(x.template get<1>()[s], frames.size(), frames.begin());
            for (std::size_t i = 0; i < 39; ++i) std::copy_n(frames.data() + 13 * order[i], 13, x.template get<1>()[s] + 13 * i);
        }
    });
    BOOST_TEST(differences(shuffled, unchanged).first > 1e-3F);
    const auto other_sound = logits([](auto x) { std::fill_n(x.template get<1>().data, 4 * 39 * 13, 0.25F); });
    BOOST_TEST(differences(other_sound, unchanged).first > 1e-3F);
    const auto other_picture = logits([](auto x) { std::fill_n(x.template get<0>().data, 4 * 784, 0.25F); });
    BOOST_TEST(differences(other_picture, unchanged).first > 1e-3F);
    for (const std::size_t frame : std::array<std::size_t, 3>{0, 19, 38}) { // each one is heard
        const auto louder = logits([&](auto x) { x.template get<1>()[2][13 * frame + 5] += 2; });
        BOOST_TEST(differences(louder, unchanged).first == 0); // by its own sample only
        BOOST_TEST(differences(louder, unchanged).second > 1e-4F);
    }
}

BOOST_AUTO_TEST_CASE(queries_and_keys_of_the_published_attention_learn_nothing) {
    // A defect of the original that is kept to the letter: the voice is one token, so each softmax has one key.
    constexpr Widths narrow{
        .channels1 = 2, .channels2 = 3, .image_hidden = 8, .steps = 24, .blocks = 2, .heads = 3, .inner = 10, .embedding = 8, .fusion_heads = 2};
    using Published = Model<CnnTransformerAttentionNetwork<narrow>, Shape<1, 8, 8>, Shape<24>>;
    const std::vector<float> all = gradients<Published>();
    const std::span<const float> view(all);
    for (const std::string kind : {"weight", "bias"}) {
        const auto names = attention_projections<Published>(kind);
        BOOST_TEST(names.size() == 3U); // two blocks and the fusion
        for (const std::string& name : names) {
            BOOST_TEST(largest(third(Published::values_of(view, name), 0)) == 0, name);
            BOOST_TEST(largest(third(Published::values_of(view, name), 1)) == 0, name);
            BOOST_TEST(largest(third(Published::values_of(view, name), 2)) > 1e-6F, name);
        }
    }
    for (const ParameterEntry& entry : Published::parameter_table) { // all else learns
        BOOST_TEST(largest(view.subspan(entry.offset, entry.size())) > 1e-7F, "no gradient: " << entry.name.view());
    }
}
